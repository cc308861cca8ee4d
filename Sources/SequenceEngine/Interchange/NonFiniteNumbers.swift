/// Numbers of a model that are infinite or NaN: what a training that exploded leaves, whatever file they came from.
public struct NonFiniteNumbers: Sendable, Equatable {
  /// The first tensor that has some, as a file names it.
  public let tensor: String
  /// How many it has, of how many numbers.
  public let count: Int
  public let size: Int
  /// Further tensors that have some.
  public let others: Int

  /// Looks through the weights, and through what training remembers besides.
  ///
  /// - Returns: nil where every number is finite.
  public init?(_ state: ModelState, _ plan: ModelPlan) {
    guard state.parameters.count == plan.parameterCount else { return nil }
    let tensors = PyTorchLayout.tensors(plan, state.parameters).map { (name: $0.name, values: $0.values) }
    let found = (tensors + state.memories).filter { !$0.values.allSatisfy(\.isFinite) }
    guard let first = found.first else { return nil }
    tensor = first.name
    count = first.values.count { !$0.isFinite }
    size = first.values.count
    others = found.count - 1
  }
}
