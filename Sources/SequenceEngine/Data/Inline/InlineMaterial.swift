import Glibc

/// Sequences given as numbers in the command.
struct InlineMaterial: Material {
  let examples: [Example]
  let shape: DataShape
  private let note: String

  /// - Throws: `DataError` naming the sequence and the step that does not fit.
  init(_ given: InlineSequences) throws {
    guard let inputSize = given.input.first?.first?.count, inputSize > 0 else {
      throw DataError(
        "data inline", expected: "at least one sequence with at least one number", found: "none",
        advice: "write for example data inline [[0, 0, 1], [0, 1, 0]] target=[1, 0]")
    }
    for (row, sequence) in given.input.enumerated() {
      try Self.check(sequence, size: inputSize, place: "data inline, sequence \(row + 1)", what: "input")
    }
    let reader = try InlineTargets(given)
    let examples = given.input.enumerated().map { row, sequence in
      let steps = reader.usesNextStep ? Array(sequence.dropLast()) : sequence
      return Example(
        input: .vectors(steps.flatMap { $0 }, size: inputSize), target: reader.targets[row], steps: steps.count)
    }
    self.examples = examples
    shape = DataShape(
      input: .vector(size: inputSize), target: reader.kind, placement: reader.placement,
      targetSource: reader.usesNextStep ? .nextInput : .own,
      steps: examples.allSatisfy { $0.steps == examples[0].steps } ? examples[0].steps : nil)
    note =
      "\(PlainNumber.counted(examples.count, "sequence")) of \(PlainNumber.counted(inputSize, "number")) a step, "
      + "given in the command"
  }

  /// Refuses ragged, empty and non-finite steps.
  static func check(_ steps: [[Double]], size: Int, place: String, what: String) throws {
    guard !steps.isEmpty else {
      throw DataError(
        place, expected: "at least one \(what) step", found: "none", advice: "leave empty sequences out")
    }
    for (t, step) in steps.enumerated() {
      guard step.count == size else {
        throw DataError(
          "\(place), t = \(t + 1)", expected: PlainNumber.counted(size, "number"),
          found: PlainNumber.grouped(step.count), advice: "every \(what) step must have as many numbers as the first")
      }
      guard let wrong = step.first(where: { !$0.isFinite }) else { continue }
      throw DataError(
        "\(place), t = \(t + 1)", expected: "a finite number", found: PlainNumber.text(wrong),
        advice: "leave the sequence out or put a number there")
    }
  }

  func arranged(split: Split, batch: BatchSettings, seed: UInt64) throws -> any Arrangement {
    let order = CounterRandom(seed: seed, stream: .split).permutation(examples.count)
    // Without held-out parts the order of the command is kept, so that example 1 is the first one written.
    let places = SequencePlaces(order: split == .undivided ? Array(examples.indices) : order, split: split)
    try split.check(
      examples.count, place: "data inline", least: 1, "sequence", advice: "give more sequences or another split")
    return InlineArrangement(material: self, places: places, batch: batch, seed: seed, notes: [note])
  }
}

struct InlineArrangement: IndependentSequences {
  let material: InlineMaterial
  let places: SequencePlaces
  let batch: BatchSettings
  let seed: UInt64
  let notes: [String]
  let baselines: PartBaselines

  init(material: InlineMaterial, places: SequencePlaces, batch: BatchSettings, seed: UInt64, notes: [String]) {
    self.material = material
    self.places = places
    self.batch = batch
    self.seed = seed
    self.notes = notes
    baselines = PartBaselines(material.shape.target, places) { material.examples[$0].target }
  }

  var shape: DataShape { material.shape }
  /// In the order of the command each row goes on where the same row of the batch before ended.
  var carrying: StateCarrying {
    if batch.shuffle { return .shuffled }
    guard places.split == .undivided else {
      return .refused("a split draws the sequences of each part by chance; leave split out, or stateful")
    }
    guard Set(material.examples.map(\.steps)).count == 1 else {
      return .refused("its sequences have different lengths; cut them into pieces of one length, or leave stateful out")
    }
    return .possible
  }

  func trainingBatch(_ update: Int) -> Batch {
    guard carrying == .possible else { return epochBatch(update) }
    let rows = batch.rowsPerUpdate
    return self.batch(.train, update % ((places.order.count - 1) / rows + 1), rows: rows)
  }

  func evaluationBatch(_ part: DataPart, _ index: Int) -> Batch { batch(part, index, rows: batch.size) }

  private func batch(_ part: DataPart, _ index: Int, rows count: Int) -> Batch {
    let rows = Array(index * count..<min(self.count(part) ?? 0, (index + 1) * count))
    return collect(part, rows, goesOn: carrying == .possible ? rows.map { _ in index > 0 } : [])
  }

  func example(of sequence: Int) -> Example { material.examples[sequence] }
}
