/// A recurrent layer with `projection=P`: r = R h, R [P, H], and every matrix that read h reads r.
///
///     projection[P] = R(h)
///     input = sigmoid(W(x) + U(projection) + b)
///     …
///
/// The states keep their H numbers, so that R h(t − 1) is computed inside the step t; what comes after the layer reads
/// R h(t), a dense layer that shares R. With an LSTM this is PyTorch's `proj_size=P`, whose h is r.
/// Sak, Senior, Beaufays, Interspeech 2014.
enum CellProjection {
  /// PyTorch's name of R.
  static let parameter = "weight_hr_l0"
}

extension CellDefinition {
  mutating func project(to size: Int) {
    let (state, gate, matrix) = (states[0], unused("projection"), unused("R"))
    rewrite { expression in
      guard case .call(let name, let arguments) = expression.kind, Self.isMatrix(name) else { return expression }
      return expression.with(.call(name, arguments.map { $0.reading(gate, insteadOf: state) }))
    }
    let h = CellExpression(kind: .name(state), offset: 0)
    var equation = CellEquation(
      name: gate, isState: false, width: h.with(.number(Double(size))), value: h.with(.call(matrix, [h])), text: "",
      offset: 0)
    equation.text = equation.written
    equations.insert(equation, at: 0)
    projection = matrix
  }

  /// What a matrix is applied to that holds the first state among other things, so that R h could not stand in its place.
  var obstacleToProjection: CellExpression? {
    equations.lazy.flatMap(\.value.matrices).first { argument in
      argument.kind != .name(states[0]) && argument.holds(states[0])
    }
  }

  /// Whether a matrix reads the first state of the step before.
  var readsStateByMatrix: Bool { equations.contains { $0.value.matrices.contains { $0.kind == .name(states[0]) } } }

  /// A name that nothing in the cell has.
  func unused(_ stem: String) -> String {
    let taken = [input] + states + gates + options.map(\.name) + sharedMatrices + starts.map(\.name)
    var name = stem
    while taken.contains(name) || equations.contains(where: { $0.value.mentions(call: name) }) { name += "_" }
    return name
  }
}

extension CellExpression {
  fileprivate func reading(_ gate: String, insteadOf state: String) -> CellExpression {
    switch kind {
    case .number, .primed: self
    case .name(let name): name == state ? with(.name(gate)) : self
    case .negation(let value): with(.negation(value.reading(gate, insteadOf: state)))
    case .binary(let sign, let left, let right):
      with(.binary(sign, left.reading(gate, insteadOf: state), right.reading(gate, insteadOf: state)))
    case .call(let name, let arguments):
      with(.call(name, arguments.map { $0.reading(gate, insteadOf: state) }))
    }
  }

  /// Whether a state, before or after the step, stands in it other than inside a matrix.
  fileprivate func holds(_ state: String) -> Bool {
    switch kind {
    case .number: false
    case .name(let name), .primed(let name): name == state
    case .negation(let value): value.holds(state)
    case .binary(_, let left, let right): left.holds(state) || right.holds(state)
    case .call(let name, let arguments): !CellDefinition.isMatrix(name) && arguments.contains { $0.holds(state) }
    }
  }

  /// Whether a name stands anywhere in it, as a vector's, a function's or a matrix's.
  fileprivate func mentions(call name: String) -> Bool {
    switch kind {
    case .number: false
    case .name(let own), .primed(let own): own == name
    case .negation(let value): value.mentions(call: name)
    case .binary(_, let left, let right): left.mentions(call: name) || right.mentions(call: name)
    case .call(let own, let arguments): own == name || arguments.contains { $0.mentions(call: name) }
    }
  }
}
