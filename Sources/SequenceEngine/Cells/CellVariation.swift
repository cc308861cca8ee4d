/// What the options of a recurrent layer make of its cell's equations. The result is a cell in the same notation, so that
/// `explain` prints what is computed, and gates, gradients and checks come by themselves.
public struct CellVariation: Sendable, Equatable, Codable {
  /// P: while training a share P of each state's units enters the matrices as 0, the same ones at all time steps of a
  /// sequence. Gal, Ghahramani: A theoretically grounded application of dropout in recurrent neural networks, NIPS 2016.
  public var recurrentDropout = 0.0
  /// P: while training each unit of each state stays what it was with probability P, drawn anew for each time step;
  /// otherwise the state is the mean of both. Krueger et al.: Zoneout, ICLR 2017.
  public var zoneout = 0.0
  /// Whether what each matrix puts out is brought to zero mean and unit variance over the units of its gate, times a gain
  /// of each. Ba, Kiros, Hinton: Layer normalization, arXiv 1607.06450 (2016).
  public var normalises = false

  /// P: matrices read P numbers r = R h in place of the first state h, and so does what comes after the layer; nil: they
  /// read h itself. Sak, Senior, Beaufays: Long short-term memory recurrent neural network architectures for large scale
  /// acoustic modeling, Interspeech 2014.
  public var projection: Int?

  public static let none = CellVariation()

  public init() {}

  /// Whether a file may ask for it.
  var isSane: Bool {
    [recurrentDropout, zoneout].allSatisfy { $0 >= 0 && $0 < 1 } && projection.map { $0 >= 1 } ?? true
  }
}

extension KeyedDecodingContainer {
  /// Layers that were saved before cells could be varied have them as they were defined.
  func decode(_ type: CellVariation.Type, forKey key: Key) throws -> CellVariation {
    try decodeIfPresent(type, forKey: key) ?? .none
  }
}

extension CellDefinition {
  /// The cell with its equations changed.
  public func varied(by variation: CellVariation) -> CellDefinition {
    guard variation != .none else { return self }
    var varied = self
    if variation.normalises { varied.normalise() }
    if variation.recurrentDropout > 0 { varied.dropStates(variation.recurrentDropout) }
    if let size = variation.projection { varied.project(to: size) }
    if variation.zoneout > 0 { varied.zoneOut(variation.zoneout) }
    return varied
  }

  /// Whether a matrix reads a state of the step before.
  var hasRecurrentMatrix: Bool {
    equations.contains { equation in
      equation.value.matrices.contains { argument in states.contains { argument.reads($0) } }
    }
  }

  /// `M(v)` becomes `norm(M(v)) * gain_M`, the gain beginning at 1.
  private mutating func normalise() {
    var gains: Set<String> = []
    rewrite { expression in
      guard case .call(let name, _) = expression.kind, Self.isMatrix(name) else { return expression }
      gains.insert("gain_\(name)")
      let gain = expression.with(.name("gain_\(name)"))
      return expression.with(.binary(.multiply, expression.with(.call("norm", [expression])), gain))
    }
    starts += gains.sorted().map { CellStart(owner: nil, name: $0, value: .constant(1), offset: 0) }
  }

  /// A state `h` inside a matrix becomes `drop(h, P)`.
  private mutating func dropStates(_ probability: Double) {
    rewrite { [states] expression in
      guard case .call(let name, let arguments) = expression.kind, Self.isMatrix(name) else { return expression }
      return expression.with(.call(name, arguments.map { $0.dropping(states, probability) }))
    }
  }

  /// `h' = v` becomes `h' = zone(h, v, P)`. Where other equations read `h'` they read `v`, a gate of its own then.
  private mutating func zoneOut(_ probability: Double) {
    for state in states {
      guard let place = equations.firstIndex(where: { $0.isState && $0.name == state }) else { continue }
      var new = equations[place].value
      if equations.contains(where: { $0.value.readsPrimed(state) }) {
        let name = unused("new_\(state)")
        var gate = equations[place]
        (gate.name, gate.isState) = (name, false)
        gate.text = gate.written
        rewrite { expression in
          guard case .primed(state) = expression.kind else { return expression }
          return expression.with(.name(name))
        }
        equations.insert(gate, at: place)
        new = new.with(.name(name))
      }
      let own = equations.firstIndex { $0.isState && $0.name == state } ?? place
      let zoned = new.with(.call("zone", [new.with(.name(state)), new, new.with(.number(probability))]))
      equations[own].value = zoned
      equations[own].text = equations[own].written
    }
  }

  /// Changes every expression, the inner ones first; an equation that stays as it was keeps the text that it was
  /// written in.
  mutating func rewrite(_ change: (CellExpression) -> CellExpression) {
    for index in equations.indices {
      let value = equations[index].value.rewritten(change)
      guard value != equations[index].value else { continue }
      equations[index].value = value
      equations[index].text = equations[index].written
    }
  }
}

extension CellExpression {
  func with(_ kind: Kind) -> CellExpression { CellExpression(kind: kind, offset: offset) }

  fileprivate func rewritten(_ change: (CellExpression) -> CellExpression) -> CellExpression {
    switch kind {
    case .number, .name, .primed: change(self)
    case .negation(let value): change(with(.negation(value.rewritten(change))))
    case .binary(let sign, let left, let right):
      change(with(.binary(sign, left.rewritten(change), right.rewritten(change))))
    case .call(let name, let arguments): change(with(.call(name, arguments.map { $0.rewritten(change) })))
    }
  }

  /// Its states dropped, but for those inside a matrix of its own, which have been.
  fileprivate func dropping(_ states: [String], _ probability: Double) -> CellExpression {
    switch kind {
    case .number, .primed: self
    case .name(let name): states.contains(name) ? with(.call("drop", [self, with(.number(probability))])) : self
    case .negation(let value): with(.negation(value.dropping(states, probability)))
    case .binary(let sign, let left, let right):
      with(.binary(sign, left.dropping(states, probability), right.dropping(states, probability)))
    case .call(let name, let arguments):
      CellDefinition.isMatrix(name)
        ? self : with(.call(name, arguments.map { $0.dropping(states, probability) }))
    }
  }

  /// What matrices are applied to in it.
  var matrices: [CellExpression] {
    switch kind {
    case .number, .name, .primed: []
    case .negation(let value): value.matrices
    case .binary(_, let left, let right): left.matrices + right.matrices
    case .call(let name, let arguments):
      (CellDefinition.isMatrix(name) ? arguments : []) + arguments.flatMap(\.matrices)
    }
  }

  fileprivate func readsPrimed(_ state: String) -> Bool {
    switch kind {
    case .number, .name: false
    case .primed(let name): name == state
    case .negation(let value): value.readsPrimed(state)
    case .binary(_, let left, let right): left.readsPrimed(state) || right.readsPrimed(state)
    case .call(_, let arguments): arguments.contains { $0.readsPrimed(state) }
    }
  }
}
