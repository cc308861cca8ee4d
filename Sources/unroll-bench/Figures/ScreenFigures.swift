import Foundation

/// What the notebook's screen costs: its frame, its start, and what looking on and recording cost a training.
struct ScreenFigures {
  let rounds: Int
  private static let model = "data adding length=100; model gated; add lstm 128; add dense"

  func frame() throws -> [Figure] {
    let result = try FrameBench.parse(["--rounds", "1"]).measure(Self.model + "; unroll")
    return [
      Figure(name: "the notebook's frame at 200×60, median", value: median(result.renders), goal: 4, unit: "ms"),
      Figure(name: "taking in a snapshot, median", value: median(result.updates), goal: 4, unit: "ms"),
    ]
  }

  func start() throws -> [Figure] {
    let times = try withTemporaryFolder { folder in
      try (0..<rounds + 2).map { _ in try ScreenBench.start(home: folder.path) }
    }
    return [Figure(name: "start to the first prompt, median", value: median(times), goal: 50, unit: "ms")]
  }

  func inspection() throws -> [Figure] {
    let bench = try FrameBench.parse(["--rounds", String(rounds + 2)])
    return [
      Figure(
        name: "training with the view open", value: 100 * bench.measure(Self.model).share, goal: 3, unit: "% longer"),
      Figure(
        name: "training while one example is unrolled and recorded",
        value: 100 * bench.measure(Self.model + "; unroll").share, goal: 3, unit: "% longer"),
    ]
  }

  private func median(_ times: [Double]) -> Double {
    times.isEmpty ? .nan : times.sorted()[times.count / 2]
  }
}
