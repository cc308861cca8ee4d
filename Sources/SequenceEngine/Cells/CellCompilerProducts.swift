/// Matrix products: those with the input over all steps, and those of a step in groups that are one product.
extension CellCompiler {
  /// Products of one argument with neighbouring rows of one stack.
  struct Group {
    var stack: Int
    var firstRow: Int
    var rows: Int
    var argument: Int
    var products: [Int]
    /// Nodes whose places the results are added to, for results that are only added to a product with the input.
    var addsTo: [Int]
  }

  func matrix(of product: Int) -> CellMatrix? {
    guard case .product(let matrix, _) = graph.nodes[product].operation else { return nil }
    return forward.parameters.matrices[matrix]
  }

  func isInputProduct(_ id: Int) -> Bool {
    guard case .product(_, let argument) = graph.nodes[id].operation else { return false }
    return graph.nodes[argument].operation == .input
  }

  mutating func placeInputProducts() {
    let products = liveNodes.filter(isInputProduct).sorted {
      guard let a = matrix(of: $0), let b = matrix(of: $1) else { return false }
      return (a.stack, a.firstRow) < (b.stack, b.firstRow)
    }
    guard !products.isEmpty else { return }
    let total = products.reduce(0) { $0 + graph.nodes[$1].width }
    let buffer = tape(width: total)
    var used = 0
    for product in products {
      guard let matrix = matrix(of: product), let argument = places[graph.operands(of: product)[0]] else { continue }
      let place = column(used, of: buffer, width: matrix.rows)
      places[product] = place
      used += matrix.rows
      let last = program.inputProducts.count - 1
      if last >= 0, program.inputProducts[last].stack == matrix.stack,
        program.inputProducts[last].firstRow + program.inputProducts[last].rows == matrix.firstRow
      {
        program.inputProducts[last].rows += matrix.rows
        program.inputProducts[last].destination.width += matrix.rows
      } else {
        program.inputProducts.append(
          CellProgram.Product(
            stack: matrix.stack, firstRow: matrix.firstRow, rows: matrix.rows, columns: matrix.columns,
            argument: argument, destination: place, accumulates: false))
      }
    }
  }

  /// Where the argument of a product lies; a computed one is always on the tape, because its weight's gradient reads it.
  mutating func argumentPlace(_ id: Int) -> CellProgram.Place? {
    if places[id] == nil, !forward.nextStates.contains(id) { places[id] = tape(width: graph.nodes[id].width) }
    if let number = forward.nextStates.firstIndex(of: id), places[id] == nil {
      places[id] = CellProgram.Place(storage: .nextState(number), width: graph.nodes[id].width)
    }
    return places[id]
  }

  func groupProducts(_ products: [Int], addsTo: [Int: Int], level: (Int) -> Int) -> [Group] {
    var groups: [Group] = []
    let sorted = products.sorted {
      guard let a = matrix(of: $0), let b = matrix(of: $1) else { return false }
      return (a.stack, a.firstRow) < (b.stack, b.firstRow)
    }
    for product in sorted {
      guard let matrix = matrix(of: product) else { continue }
      let argument = graph.operands(of: product)[0]
      let target = addsTo[product]
      if let last = groups.indices.last, groups[last].stack == matrix.stack, groups[last].argument == argument,
        groups[last].firstRow + groups[last].rows == matrix.firstRow, level(groups[last].products[0]) == level(product),
        follows(target, groups[last])
      {
        groups[last].rows += matrix.rows
        groups[last].products.append(product)
        if let target { groups[last].addsTo.append(target) }
      } else {
        groups.append(
          Group(
            stack: matrix.stack, firstRow: matrix.firstRow, rows: matrix.rows, argument: argument,
            products: [product], addsTo: target.map { [$0] } ?? []))
      }
    }
    return groups
  }

  /// Whether a result's target lies right after the last target of a group, so that one product can serve both.
  private func follows(_ target: Int?, _ group: Group) -> Bool {
    guard let target else { return group.addsTo.isEmpty }
    guard let last = group.addsTo.last, let a = places[last], let b = places[target],
      case .tape(let bufferA, let columnA) = a.storage, case .tape(let bufferB, let columnB) = b.storage
    else { return false }
    return bufferA == bufferB && columnA + a.width == columnB
  }
}
