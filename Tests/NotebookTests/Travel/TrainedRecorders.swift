import Notebook
import Testing

/// A small model whose training can be gone back along, and what is known of it update by update.
protocol TrainedRecorders {}

extension TrainedRecorders {
  static var model: String { "data adding length=8; model m; add rnn 5; add dense; optimizer sgd rate=0.05" }

  func trained(_ steps: Int = 150) -> Recorder {
    let recorder = Recorder()
    recorder.run("\(Self.model); train steps=\(steps)")
    return recorder
  }

  func updates(_ recorder: Recorder) -> Int? { recorder.workspace.currentModel?.state?.updates }

  /// A probe's value after every update, from the one before the first.
  func values(_ probe: String, _ steps: Int) throws -> [Double] {
    let recorder = Recorder()
    recorder.run(Self.model)
    return try (0...steps).map { update in
      if update > 0 { recorder.run("train steps=1") }
      recorder.run("print \(probe)")
      return Double(try #require(recorder.lines.last)) ?? .nan
    }
  }

  /// Updates after which a condition is true and was not after the one before.
  func rises(_ values: [Double], above bound: Double) -> [Int] {
    values.indices.dropFirst().filter { values[$0] > bound && !(values[$0 - 1] > bound) }
  }
}
