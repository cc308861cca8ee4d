/// A cell whose `stop(v)` lets the gradient through.
///
/// A cell with `stop` does not follow the slope of its loss, by design; so that finite differences can judge everything
/// else about it, they are taken of the cell with its stops open, which computes the same numbers forward.
extension CellDefinition {
  public var stopsGradients: Bool { equations.contains { $0.value.stops } }

  public func withOpenStops() throws(CellError) -> CellDefinition {
    guard stopsGradients else { return self }
    let opened = equations.map { equation in
      var equation = equation
      equation.value = equation.value.withOpenStops
      return equation
    }
    return try CellDefinition(
      name: name, input: input, states: states, options: options.map { ($0.name, $0.value) }, shared: sharedMatrices,
      starts: starts, equations: opened, source: source)
  }
}

extension ModelDescription {
  public var stopsGradients: Bool {
    layers.contains { if case .recurrent(let layer) = $0.kind { layer.definition.stopsGradients } else { false } }
  }

  /// The model with every `stop` of its cells open.
  public func withOpenStops() throws(CellError) -> ModelDescription {
    var opened = self
    for (index, layer) in layers.enumerated() {
      guard case .recurrent(var recurrent) = layer.kind else { continue }
      recurrent.definition = try recurrent.definition.withOpenStops()
      opened.layers[index].kind = .recurrent(recurrent)
    }
    return opened
  }
}

extension CellExpression {
  fileprivate var stops: Bool {
    switch kind {
    case .number, .name, .primed: false
    case .negation(let value): value.stops
    case .binary(_, let left, let right): left.stops || right.stops
    case .call(let name, let arguments): name == CellFunction.stop.rawValue || arguments.contains(where: \.stops)
    }
  }

  fileprivate var withOpenStops: CellExpression {
    var opened = self
    switch kind {
    case .number, .name, .primed: break
    case .negation(let value): opened.kind = .negation(value.withOpenStops)
    case .binary(let sign, let left, let right): opened.kind = .binary(sign, left.withOpenStops, right.withOpenStops)
    case .call(let name, let arguments):
      let function = name == CellFunction.stop.rawValue ? CellFunction.identity.rawValue : name
      opened.kind = .call(function, arguments.map(\.withOpenStops))
    }
    return opened
  }
}
