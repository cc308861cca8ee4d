/// A value of a cell as an expression of what its equation reads, with live numbers.
extension CellStep {
  /// The expression behind a result, at a place of its row from 0, and the weighted sums in it.
  func formula(of root: Int, at place: Int) -> (formula: Explanation.Formula, sums: [Explanation.Sum]) {
    var sums: [Explanation.Sum] = []
    let formula = formula(root, place, isRoot: true, &sums)
    return (formula, sums)
  }

  private func number(_ id: Int, _ place: Int) -> Double {
    let row = values[id]
    return row.count == 1 ? row[0] : row.indices.contains(place) ? row[place] : .nan
  }

  private func formula(
    _ id: Int, _ place: Int, isRoot: Bool, _ sums: inout [Explanation.Sum]
  ) -> Explanation.Formula {
    let own = number(id, place)
    if !isRoot, let name = results.first(where: { $0.node == id })?.name {
      return .named(name.hasSuffix("'") ? "\(name.dropLast())(\(t))" : name, own)
    }
    switch forward.graph.nodes[id].operation {
    case .product(let number, let argument):
      let matrix = matrix(number)
      let sum = Explanation.Sum("\(matrix.letter)(\(name(of: argument)))", parts(of: matrix, argument, row: place))
      if !sums.contains(sum) { sums.append(sum) }
      return .named(sum.name, own)
    case .pointwise(let verb, let operands):
      func inner(_ operand: Int, _ sums: inout [Explanation.Sum]) -> Explanation.Formula {
        formula(operand, place, isRoot: false, &sums)
      }
      switch verb {
      case .add: return .binary("+", inner(operands[0], &sums), inner(operands[1], &sums))
      case .subtract: return .binary("-", inner(operands[0], &sums), inner(operands[1], &sums))
      case .multiply: return .binary("*", inner(operands[0], &sums), inner(operands[1], &sums))
      case .divide: return .binary("/", inner(operands[0], &sums), inner(operands[1], &sums))
      case .negate: return .negation(inner(operands[0], &sums))
      case .normalise: return .call("norm", [.named("", own)])
      case .expand:
        let times = forward.graph.nodes[id].width / max(forward.graph.nodes[operands[0]].width, 1)
        return .call("block", [formula(operands[0], place / max(times, 1), isRoot: false, &sums)])
      case .copy where forward.graph.constant(operands[0]) != nil: return .named("held", own)
      default: return .call(verb.functionName ?? "", operands.map { inner($0, &sums) })
      }
    default: return .named(name(of: id), own)
    }
  }

  private func parts(of matrix: CellMatrix, _ argument: Int, row: Int) -> [Explanation.Part] {
    if let token, forward.graph.nodes[argument].operation == .input {
      return [Explanation.Part(name: "symbol \(token)", factor: 1, weight: weight(matrix, row, token))]
    }
    let name = name(of: argument)
    return values[argument].enumerated().map { column, value in
      Explanation.Part(name: "\(name)[\(column + 1)]", factor: value, weight: weight(matrix, row, column))
    }
  }

  /// How a value is written: `x`, `h(4)`, `forget`, `reset * h(4)`.
  func name(of id: Int) -> String {
    if let known = results.first(where: { $0.node == id })?.name {
      return known.hasSuffix("'") ? "\(known.dropLast())(\(t))" : known
    }
    switch forward.graph.nodes[id].operation {
    case .input: return recurrent.cell.input
    case .previousState(let number): return "\(recurrent.cell.states[number])(\(before))"
    case .feedback: return "output(\(t - 1))"
    case .vector(let number): return forward.parameters.vectors[number].name
    case .number: return ""
    case .clampFree: return "free"
    case .clampHeld: return "held"
    case .mask: return "mask"
    case .product(let number, let argument): return "\(matrix(number).letter)(\(name(of: argument)))"
    case .pointwise(let verb, let operands):
      if verb == .multiply, case .mask = forward.graph.nodes[operands[1]].operation {
        return "drop(\(name(of: operands[0])))"
      }
      let signs: [CellVerb: String] = [.add: "+", .subtract: "-", .multiply: "*", .divide: "/"]
      if let sign = signs[verb] { return "\(name(of: operands[0])) \(sign) \(name(of: operands[1]))" }
      if verb == .negate { return "-\(name(of: operands[0]))" }
      return "\(verb.functionName ?? "")(\(operands.map(name).joined(separator: ", ")))"
    default: return ""
    }
  }

  /// What the readers of a value in this step send back to one place of it.
  func routes(to id: Int, at place: Int, through what: (String) -> String) -> [Explanation.Route] {
    (shares[id] ?? []).map { share in
      var route = Explanation.Route(name: what(share.equation), value: share.gradient[place])
      if case .product(let number, _) = forward.graph.nodes[share.reader].operation,
        let upstream = adjoints[share.reader]
      {
        let matrix = matrix(number)
        route.sum = Explanation.Sum(
          "\(matrix.letter)ᵀ",
          upstream.enumerated().map { row, gradient in
            Explanation.Part(
              name: "dL/d\(share.equation.isEmpty ? matrix.letter : share.equation)[\(row + 1)] before its function",
              factor: gradient, weight: weight(matrix, row, place))
          }, listed: 3)
      } else if let upstream = adjoints[share.reader], upstream.count == share.gradient.count, upstream[place] != 0,
        upstream[place].isFinite
      {
        route.factors = (upstream[place], share.gradient[place] / upstream[place])
      }
      return route
    }
  }
}
