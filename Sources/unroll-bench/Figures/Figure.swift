import Foundation

/// A measured number with the goal that it must stay under.
struct Figure {
  let name: String
  let value: Double
  let goal: Double
  let unit: String
  /// What else was measured, for whoever wants to know why.
  var note = ""

  /// One line: the figure, its goal, and whether it is reached.
  func show() {
    let verdict = value < goal ? "PASS" : "over"
    let title = name + String(repeating: " ", count: max(0, 60 - name.count))
    let numbers = String(format: "%9.3f  < %7.3f %@", value, goal, unit)
    print("\(verdict)  \(title) \(numbers)\(note.isEmpty ? "" : "  (\(note))")")
  }

  /// The best of some rounds, since a shared machine only ever takes time.
  static func bestSeconds(rounds: Int, _ body: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    var best = Double.infinity
    for _ in 0..<rounds {
      let start = clock.now
      try body()
      best = min(best, (clock.now - start) / .seconds(1))
    }
    return best
  }
}
