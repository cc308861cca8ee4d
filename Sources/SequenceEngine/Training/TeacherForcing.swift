/// How often a decoder reads the real symbol of the step before while it learns, and not the one it found likeliest itself.
///
/// The probability falls (or rises) along a straight line over the first updates and stays from there. Bengio, Vinyals,
/// Jaitly, Shazeer: Scheduled sampling for sequence prediction with recurrent neural networks, NIPS 2015. No gradient passes
/// through the choice of a symbol.
public struct TeacherForcing: Sendable, Equatable {
  /// From 0 to 1.
  public var first: Double
  public var last: Double
  /// Updates until `last` is reached.
  public var updates: Int

  public init(first: Double, last: Double, updates: Int) {
    (self.first, self.last, self.updates) = (first, last, updates)
  }

  public static let full = TeacherForcing(first: 1, last: 1, updates: 1)

  /// The probability in an update, counted from 0.
  public func probability(_ update: Int) -> Double {
    update >= updates ? last : first + (last - first) * Double(update) / Double(max(updates, 1))
  }
}
