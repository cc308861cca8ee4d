import Script
import SequenceEngine

/// Blocks of which only a run can tell whether they are run, and how often.
extension CheckWalk {
  /// Looks at names only, as `body` goes through what would not be run.
  func withoutReaching(_ body: () -> Void) {
    let wasReached = isReached
    isReached = false
    body()
    isReached = wasReached
  }

  /// Looks at the names of statements that would not be run.
  func passOver(_ block: [Statement], _ variables: [String: Value] = [:], at place: Interpreter.Place) {
    let before = workspace
    // Layers that the block itself would add are not seen.
    workspace.doubts?.models = true
    withoutReaching { visit(block: block, variables, at: place) }
    workspace = before
  }

  /// Follows ways of which one is taken, each from the same start, and keeps what they agree in.
  func fork(_ ways: [() -> Void]) {
    let start = workspace
    var ends: [Workspace] = []
    unknownConditions += 1
    for way in ways {
      workspace = start
      way()
      ends.append(workspace)
    }
    unknownConditions -= 1
    workspace = ends.dropFirst().reduce(ends.first ?? start) { $0.joined(with: $1) }
  }

  /// A block that is run nobody knows how often: what a first pass changes is unknown in the next.
  func loop(_ block: [Statement], _ variable: String?, at place: Interpreter.Place) {
    for _ in 0..<2 {
      fork([{}, { self.visit(block: block, variable.map { [$0: .unknown] } ?? [:], at: place) }])
    }
  }

  /// A block run once for each value, as long as it is worth following one by one.
  func loop<Values: Sequence>(
    _ block: [Statement], _ variable: String?, over values: Values, at place: Interpreter.Place
  ) where Values.Element == Value {
    var isEmpty = true
    for value in values {
      isEmpty = false
      guard budget > 0 else { return loop(block, variable, at: place) }
      spend()
      visit(block: block, variable.map { [$0: value] } ?? [:], at: place)
    }
    if isEmpty { passOver(block, variable.map { [$0: .unknown] } ?? [:], at: place) }
  }
}
