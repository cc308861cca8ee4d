import Foundation
import SequenceEngine

/// Start weights and batches of a case in files, from which every side begins alike.
package struct CaseFiles {
  package let weights: URL
  package let batches: URL

  package init(weights: URL, batches: URL) { (self.weights, self.batches) = (weights, batches) }

  /// Writes the weights as safetensors, and the batches as raw numbers one after another, input before target.
  package init(_ benchmark: BenchmarkCase, _ state: ModelState, _ dataset: Dataset, in folder: URL) throws {
    weights = folder.appendingPathComponent("weights.safetensors")
    batches = folder.appendingPathComponent("batches.raw")
    try Checkpoint(state: state, shape: dataset.shape, TrainingSettings()).save(to: weights.path)
    var data = Data()
    if benchmark.sizes.activity == .training {
      for update in 0..<BenchmarkCase.comparedUpdates {
        let batch = dataset.trainingBatch(update)
        data.append(batch.input)
        if let decoder = batch.decoder { data.append(decoder.input) }
        data.append(batch.target)
      }
    } else {
      let example = try benchmark.example(of: dataset)
      data.append(example.input)
      data.append(example.target)
    }
    try data.write(to: batches)
  }
}

extension Data {
  fileprivate mutating func append(_ input: SequenceInput) {
    switch input {
    case .tokens(let tokens): append(tokens)
    case .vectors(let values, _): append(values.map { Float($0) })
    }
  }

  fileprivate mutating func append(_ target: SequenceTarget) {
    switch target {
    case .classes(let classes): append(classes)
    case .vectors(let values, _): append(values.map { Float($0) })
    case .labels: preconditionFailure("no case of the comparison has labels without places in time")
    }
  }

  /// The elements' bytes, little-endian as on every machine that the engine runs on.
  fileprivate mutating func append<Element: BitwiseCopyable>(_ elements: [Element]) {
    elements.withUnsafeBytes { append(contentsOf: $0) }
  }
}
