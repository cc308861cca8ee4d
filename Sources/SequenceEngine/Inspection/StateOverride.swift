/// A unit of a recurrent layer's output held at a value: at one time step of a shown example, or at all (an ablation).
///
/// No gradient passes through a held unit, for it no longer depends on anything.
public struct StateOverride: Sendable, Equatable {
  public var layer: String
  /// Time step from 1; nil: every step.
  public var timeStep: Int?
  /// From 1.
  public var unit: Int
  public var value: Double

  public init(layer: String, timeStep: Int?, unit: Int, value: Double) {
    self.layer = layer
    self.timeStep = timeStep
    self.unit = unit
    self.value = value
  }
}
