import Glibc

/// Next-symbol prediction on a text that is split in time order.
struct TextArrangement: Arrangement {
  let material: TextMaterial
  let split: Split
  let batch: BatchSettings
  let seed: UInt64
  let baseline: Baseline
  private let training: TrainingVocabulary

  init(material: TextMaterial, split: Split, batch: BatchSettings, seed: UInt64) {
    self.material = material
    self.split = split
    self.batch = batch
    self.seed = seed
    let (symbols, kinds) = (material.symbols, material.table.count)
    let border = split.range(.train, of: symbols.count).upperBound
    let seen = symbols.counts(in: 0..<border, kinds: kinds)
    training = TrainingVocabulary(
      unit: material.options.unit, names: material.table.names, training: seen,
      heldOut: symbols.counts(in: border..<symbols.count, kinds: kinds), minimumCount: material.options.minimumCount)
    let scored = [DataPart.test, .valid, .train].lazy.map { split.range($0, of: symbols.count) }.first { !$0.isEmpty }
    let targets = symbols.counts(in: (scored ?? 0..<border).dropFirst(), kinds: kinds)
    baseline = Self.unigram(training, seen: seen, scored: targets)
  }

  var vocabulary: Vocabulary? { training.vocabulary }
  var shape: DataShape {
    let count = training.vocabulary.count
    return DataShape(
      input: .token(vocabulary: count), target: .classes(count: count), placement: .perStep, targetSource: .nextInput)
  }

  var notes: [String] {
    let rows = trainingTracks.rows
    let steps = PlainNumber.grouped((range(.train).count - 1) / rows)
    var tracksNote =
      "training: \(PlainNumber.counted(rows, "track")) of \(steps) steps, seen"
      + " \(PlainNumber.grouped(material.options.window)) at a time, the state carried along"
    if rows < batch.rowsPerUpdate {
      tracksNote += " (the text is too short for \(PlainNumber.grouped(batch.rowsPerUpdate)) tracks)"
    }
    return material.notes + training.notes + [tracksNote]
  }

  /// Windows in reading order, the last one of a part perhaps shorter.
  func count(_ part: DataPart) -> Int? {
    let steps = max(0, range(part).count - 1)
    return (steps + window - 1) / window
  }

  func example(_ part: DataPart, _ index: Int) -> Example {
    example(range(part), index * window..<min((index + 1) * window, range(part).count - 1))
  }

  var carrying: StateCarrying { .possible }
  var updatesPerEpoch: Int? { trainingTracks.windows }
  func trainingBatch(_ update: Int) -> Batch {
    let tracks = trainingTracks
    return trackBatch(.train, tracks, update % tracks.windows)
  }
  func evaluationBatches(_ part: DataPart) -> Int { range(part).isEmpty ? 0 : tracks(part, batch.size).windows }
  func evaluationBatch(_ part: DataPart, _ index: Int) -> Batch { trackBatch(part, tracks(part, batch.size), index) }

  private var window: Int { material.options.window }
  private func range(_ part: DataPart) -> Range<Int> { split.range(part, of: material.symbols.count) }

  private var trainingTracks: Tracks { tracks(.train, batch.rowsPerUpdate) }

  private func tracks(_ part: DataPart, _ rows: Int) -> Tracks {
    Tracks(steps: max(1, range(part).count - 1), rows: rows, window: window)
  }

  private func trackBatch(_ part: DataPart, _ tracks: Tracks, _ index: Int) -> Batch {
    let range = range(part)
    let rows = (0..<tracks.rows).map { tracks.steps(row: $0, window: index) }
    return Batch(
      rows.map { example(range, $0) }, identities: rows.map { UInt64(range.lowerBound + $0.lowerBound) },
      placement: .perStep, goesOn: rows.map { _ in index > 0 }, isTracks: true)
  }

  private func example(_ part: Range<Int>, _ steps: Range<Int>) -> Example {
    let first = part.lowerBound + steps.lowerBound
    let symbols = (first...first + steps.count).map { training.numbers[material.symbols[$0]] }
    return Example(
      input: .tokens(Array(symbols.dropLast())), target: .classes(Array(symbols.dropFirst())), steps: steps.count)
  }

  /// Training frequencies, with one added to each count so that none is 0, as an answer to every step.
  static func unigram(_ training: TrainingVocabulary, seen: [Int], scored: [Int]) -> Baseline {
    let count = training.vocabulary.count
    var frequency = [Double](repeating: 1, count: count)
    for (symbol, times) in seen.enumerated() where times > 0 {
      frequency[Int(training.numbers[symbol])] += Double(times)
    }
    let all = frequency.reduce(0, +)
    let best = frequency.indices.max { frequency[$0] < frequency[$1] } ?? 0
    var (nats, right, asked) = (0.0, 0.0, 0.0)
    for (symbol, times) in scored.enumerated() where times > 0 {
      let number = Int(training.numbers[symbol])
      nats -= Double(times) * log(frequency[number] / all)
      right += number == best ? Double(times) : 0
      asked += Double(times)
    }
    let mean = nats / max(asked, 1)
    let uniform = log(Double(count))
    let unit = "nats a \(training.vocabulary.unit.noun)"
    return Baseline(
      loss: mean,
      scores: [
        .init(.crossEntropy, mean, unit: unit), .init(.perplexity, exp(mean)), .init(.accuracy, right / max(asked, 1)),
        .init(.crossEntropy, uniform, unit: "\(unit) for the uniform guess ln \(PlainNumber.grouped(count))"),
      ],
      sentence: "training frequencies as the answer to every step")
  }
}
