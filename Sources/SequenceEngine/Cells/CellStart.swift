/// How weights of a cell begin, where its definition says so:
///
///     start U identity              # every matrix U of the cell
///     start b 0                     # every vector b
///     start forget.b 1              # the b of one equation
///     start nu uniform -6.9 -2.25   # drawn between two bounds
///     start V orthogonal 0.9        # an initialiser and its scale
///
/// What nothing is said of begins as PyTorch's recurrent layers do.
public struct CellStart: Sendable, Equatable {
  public enum Value: Sendable, Equatable {
    case constant(Double)
    case drawn(Initialiser, scale: Double?)
    /// Uniform from the first to the second.
    case between(Double, Double)
  }

  /// The gate or state in whose equation the weights stand; nil for all of that name.
  public var owner: String?
  public var name: String
  public var value: Value
  public var offset: Int
}

extension CellDefinition {
  /// How the weights of a name in an equation begin: what is said of that equation counts before what is said of all.
  ///
  /// - Parameter owner: the equation's left side, as a part of a parameter names it: `update` or `h'`.
  public func start(of name: String, in owner: String?) -> CellStart.Value? {
    let fitting = starts.filter { $0.name == name }
    let equation = owner.map { $0.hasSuffix("'") ? String($0.dropLast()) : $0 }
    return (fitting.first { $0.owner != nil && $0.owner == equation } ?? fitting.first { $0.owner == nil })?.value
  }

  func checkStarts() throws(CellError) {
    for (index, start) in starts.enumerated() {
      let place = start.offset
      let shown = (start.owner.map { $0 + "." } ?? "") + start.name
      if let owner = start.owner, !equations.contains(where: { $0.name == owner }) {
        throw CellError("'\(owner)' has no equation here, so \(shown) cannot begin in any way", at: place)
      }
      let owned = equations.filter { start.owner == nil || $0.name == start.owner }
      guard isWeight(start.name), owned.contains(where: { $0.value.uses(start.name) }) else {
        throw CellError("no weights are called '\(shown)' in the equations", at: place)
      }
      guard !starts[..<index].contains(where: { $0.name == start.name && $0.owner == start.owner }) else {
        throw CellError("how '\(shown)' begins is said twice", at: place)
      }
    }
  }

  private func isWeight(_ name: String) -> Bool {
    name != input && !states.contains(name) && !gates.contains(name) && !options.contains { $0.name == name }
      && CellFunction(rawValue: name) == nil
  }
}

extension CellExpression {
  /// Whether a name stands anywhere in the expression, as a vector or as what is applied to one.
  fileprivate func uses(_ name: String) -> Bool {
    if reads(name) { return true }
    switch kind {
    case .number, .primed, .name: return false
    case .negation(let value): return value.uses(name)
    case .binary(_, let left, let right): return left.uses(name) || right.uses(name)
    case .call(let function, let arguments): return function == name || arguments.contains { $0.uses(name) }
    }
  }
}
