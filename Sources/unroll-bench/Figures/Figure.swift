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

  /// The best of some rounds, since a shared machine only ever takes time, and the processor time of all threads, which
  /// tells whether it did.
  static func best(rounds: Int, _ body: () throws -> Void) rethrows -> (seconds: Double, note: String) {
    let clock = ContinuousClock()
    var (best, processor) = (Double.infinity, Double.infinity)
    for _ in 0..<rounds {
      let (start, used) = (clock.now, processorSeconds())
      try body()
      best = min(best, (clock.now - start) / .seconds(1))
      processor = min(processor, processorSeconds() - used)
    }
    return (best, String(format: "%.3f s of processor time", processor))
  }

  private static func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
