/// The first session, typed slowly. Any key ends it.
public struct Demo: Sendable, Equatable {
  var wakeAt: Double?
}
