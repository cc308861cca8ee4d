import ArgumentParser
import Foundation
import SequenceEngine

/// What one side did in one round.
struct Measurement: Codable {
  var milliseconds: Double
  var losses: [Double]

  /// Largest |a − b| / |b| among the losses; infinite when one is not a number.
  func largestDifference(from other: Measurement) -> Double {
    zip(losses, other.losses).map { a, b in
      let difference = abs(a - b) / abs(b)
      return difference.isNaN ? .infinity : difference
    }.max() ?? .infinity
  }
}

/// The same case run by PyTorch, in a process of its own.
struct PyTorchTwin {
  let python: String
  let script: String
  private let weights: URL
  private let batches: URL

  /// Writes the start weights and the first batches for the twin to read.
  init(python: String, script: String, _ state: ModelState, _ dataset: Dataset, in folder: URL) throws {
    self.python = python
    self.script = script
    weights = folder.appendingPathComponent("weights.safetensors")
    batches = folder.appendingPathComponent("batches.raw")
    try Checkpoint(state: state, shape: dataset.shape, TrainingSettings())
      .save(to: weights.path)
    var data = Data()
    for update in 0..<BenchmarkCase.comparedUpdates {
      let batch = dataset.trainingBatch(update)
      switch batch.input {
      case .tokens(let tokens): data.append(tokens)
      case .vectors(let values, _): data.append(values.map { Float($0) })
      }
      switch batch.target {
      case .classes(let classes): data.append(classes)
      case .vectors(let values, _): data.append(values.map { Float($0) })
      case .labels: preconditionFailure("no case of the comparison has labels without places in time")
      }
    }
    try data.write(to: batches)
  }

  /// - Throws: what PyTorch said when it failed, or that its answer cannot be read.
  func measure(_ benchmark: BenchmarkCase, threads: Int, updates: Int) throws -> Measurement {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = [
      script, "--case", benchmark.rawValue, "--threads", String(threads), "--updates", String(updates),
      "--weights", weights.path, "--tokens", batches.path,
    ]
    let answer = Pipe()
    process.standardOutput = answer
    do {
      try process.run()
    } catch {
      throw ValidationError("--python: '\(python)' cannot be run; give the path of a Python that has torch")
    }
    let bytes = answer.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0, let result = try? JSONDecoder().decode(Measurement.self, from: bytes) else {
      throw ValidationError("\(script) failed with status \(process.terminationStatus); its message is above")
    }
    return result
  }
}

extension Data {
  /// The elements' bytes, little-endian as on every machine that the engine runs on.
  fileprivate mutating func append<Element: BitwiseCopyable>(_ elements: [Element]) {
    elements.withUnsafeBytes { append(contentsOf: $0) }
  }
}
