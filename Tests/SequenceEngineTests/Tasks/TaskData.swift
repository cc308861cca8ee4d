import SequenceEngine

/// Data of generated tasks for tests.
protocol TaskData {}

extension TaskData {
  func data(
    _ task: GeneratedTask, count: Int? = nil, batch: Int = 4, seed: UInt64 = 1, split: Split? = nil
  ) throws -> Dataset {
    try Dataset(.generated(task, count: count), split: split, batch: BatchSettings(size: batch), seed: seed)
  }
}
