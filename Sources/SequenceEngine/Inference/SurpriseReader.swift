import Glibc

/// Reads data with a model and sets each target beside what the model said before it saw it.
public final class SurpriseReader {
  public let dataset: Dataset
  private let predictor: Predictor
  private let bits: BitReading
  /// For texts that are read on and on; nil where the layers cannot carry their states along.
  private let generator: Generator?
  /// Examples that are read together.
  private static let examplesTogether = 256

  /// - Throws: `ModelError` when the model does not fit the data or has a decoder.
  public init(_ state: ModelState, _ dataset: Dataset, loss: Loss) throws(ModelError) {
    self.dataset = dataset
    bits = BitReading(under: loss)
    predictor = try Predictor(state, for: dataset.shape, loss: loss)
    let carries = dataset.isOneText && predictor.plan.layerThatNeedsTheWhole == nil
    generator = carries ? try Generator(state, for: dataset.shape, loss: loss) : nil
  }

  /// Every target of a part, or of some of its examples, so that there are about `targets` of them.
  ///
  /// - Parameter progress: called between examples with (done, total); throwing stops the reading.
  public func read(
    _ part: DataPart, targets: Int? = nil, progress: (Int, Int) throws -> Void = { _, _ in }
  ) throws -> [SurpriseReading] {
    let count = dataset.count(part) ?? 0
    guard count > 0 else { return [] }
    let first = try dataset.example(part, 0)
    let places = dataset.shape.placement == .perStep ? first.steps : 1
    let wanted = min(count, targets.map { max(1, $0 / max(places, 1)) } ?? count)
    // A text is read from its start, so that it can be read on; of independent examples every so-manieth is taken.
    let stride = dataset.isOneText ? 1 : max(1, count / wanted)
    let chosen = Array(Swift.stride(from: 0, to: count, by: stride).prefix(wanted))
    generator?.reset()
    var readings: [SurpriseReading] = []
    for start in Swift.stride(from: 0, to: chosen.count, by: Self.examplesTogether) {
      try progress(start, chosen.count)
      let numbers = Array(chosen[start..<min(chosen.count, start + Self.examplesTogether)])
      let examples = try numbers.map { try dataset.example(part, $0) }
      readings += try read(examples, numbers: numbers) { try progress(start + $0, chosen.count) }
    }
    return readings
  }

  /// Every target of some examples that need not be the data's own, the states of a text starting anew.
  public func read(_ examples: [Example]) throws -> [SurpriseReading] {
    generator?.reset()
    return try read(examples, numbers: Array(examples.indices)) { _ in }
  }

  private func read(
    _ examples: [Example], numbers: [Int], _ progress: (Int) throws -> Void
  ) throws -> [SurpriseReading] {
    let outputs: [[[Double]]]
    if let generator {
      outputs = try examples.enumerated().map { done, example in
        if done.isMultiple(of: 8) { try progress(done) }
        return try generator.read(example.input, steps: example.steps)
      }
    } else {
      outputs = try predictor.outputs(examples.map(\.input))
    }
    return zip(examples, zip(numbers, outputs)).flatMap { example, own in
      own.1.indices.compactMap { step in
        reading(example, number: own.0, step: dataset.shape.placement == .perStep ? step : nil, own.1[step])
      }
    }
  }

  /// nil where nothing is asked at this step.
  private func reading(_ example: Example, number: Int, step: Int?, _ output: [Double]) -> SurpriseReading? {
    let place = step ?? 0
    var reading = SurpriseReading(example: number, step: step, bits: .nan, target: [], answer: [])
    switch example.target {
    // Their probability belongs to the whole sequence.
    case .labels: return nil
    case .classes(let classes):
      guard place < classes.count, classes[place] >= 0 else { return nil }
      var logs = output
      logs.withUnsafeMutableBufferPointer { buffer in
        if let base = buffer.baseAddress { Double.logSoftmax(base, stride: buffer.count, rows: 1, n: buffer.count) }
      }
      reading.bits = -logs[Int(classes[place])] / M_LN2
      reading.target = [Double(classes[place])]
      reading.answer = [Double(logs.indices.max { logs[$0] < logs[$1] } ?? 0)]
    case .vectors(let values, let size):
      guard (place + 1) * size <= values.count else { return nil }
      let own = Array(values[place * size..<(place + 1) * size])
      guard !own.contains(where: \.isNaN) else { return nil }
      if case .bits = dataset.shape.target {
        reading.bits = zip(own, output).reduce(0) { $0 + bits.surprise($1.1, isYes: $1.0 > 0.5) }
        (reading.target, reading.answer) = (own, output.map { bits.isYes($0) ? 1 : 0 })
      } else {
        reading.target = dataset.normalisation?.denormalise(targets: own) ?? own
        reading.answer = dataset.normalisation?.denormalise(targets: output) ?? output
      }
    }
    return reading
  }
}
