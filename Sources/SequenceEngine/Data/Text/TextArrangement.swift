/// Next-symbol prediction on a text that is split in time order.
struct TextArrangement: Arrangement {
  let material: TextMaterial
  let split: Split
  let batch: BatchSettings
  let seed: UInt64
  let baselines: PartBaselines
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
    let unigram = Unigram(training, seen: seen)
    baselines = PartBaselines(split, of: symbols.count) { part in
      let range = split.range(part, of: symbols.count)
      var targets = part == .train ? seen : symbols.counts(in: range, kinds: kinds)
      // Nothing predicts the first symbol of a part.
      targets[symbols[range.lowerBound]] -= 1
      return unigram.score(targets)
    }
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
    return trackBatch(.train, tracks, 0..<tracks.rows, window: update % tracks.windows)
  }

  func evaluationBatches(_ part: DataPart) -> Int {
    guard !range(part).isEmpty else { return 0 }
    let tracks = scoredTracks(part)
    return tracks.windows * ((tracks.rows - 1) / batch.size + 1)
  }

  /// Tracks beyond the size of a batch come after the others, so that a score takes no more memory than training.
  func evaluationBatch(_ part: DataPart, _ index: Int) -> Batch {
    let tracks = scoredTracks(part)
    let (group, window) = index.quotientAndRemainder(dividingBy: tracks.windows)
    let first = group * batch.size
    return trackBatch(part, tracks, first..<min(first + batch.size, tracks.rows), window: window)
  }

  /// As many rows as a batch has, from all over the part, however short it is.
  func shownBatches(_ part: DataPart) -> Int { range(part).isEmpty ? 0 : tracks(part, batch.size).windows }
  func shownBatch(_ part: DataPart, _ index: Int) -> Batch {
    let tracks = tracks(part, batch.size)
    return trackBatch(part, tracks, 0..<tracks.rows, window: index)
  }

  private var window: Int { material.options.window }
  private func range(_ part: DataPart) -> Range<Int> { split.range(part, of: material.symbols.count) }

  private var trainingTracks: Tracks { tracks(.train, batch.rowsPerUpdate) }

  private func tracks(_ part: DataPart, _ rows: Int) -> Tracks {
    Tracks(steps: max(1, range(part).count - 1), rows: rows, window: window)
  }

  private func scoredTracks(_ part: DataPart) -> Tracks {
    Tracks(scored: max(1, range(part).count - 1), window: window)
  }

  private func trackBatch(_ part: DataPart, _ tracks: Tracks, _ chosen: Range<Int>, window index: Int) -> Batch {
    let range = range(part)
    let rows = chosen.map { tracks.steps(row: $0, window: index) }
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
}
