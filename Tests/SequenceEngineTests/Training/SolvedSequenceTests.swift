import Foundation
import SequenceEngine
import Testing

/// Which sequences count as solved, in training and in an evaluation.
@Suite struct SolvedSequenceTests {
  private func trainer(
    _ task: GeneratedTask, batch: BatchSettings = .standard, units: Int = 4,
    _ change: (inout TrainingSettings) -> Void = { _ in }
  ) throws -> Trainer {
    let data = try Dataset(.generated(task, count: nil, heldOut: 50), batch: batch)
    let cell = try CellDefinition(parsing: BuiltInCells.gru)
    let model = ModelDescription(
      name: "m",
      layers: [
        LayerDescription(name: "gru1", kind: .recurrent(RecurrentLayer(cell: cell, units: units))),
        LayerDescription(name: "dense2", kind: .dense(units: nil, activation: .identity)),
      ])
    var settings = TrainingSettings()
    change(&settings)
    return try Trainer(try ModelState(model, for: data.shape, seed: 1), data, settings)
  }

  @Test func aClassIsRightWhereItsOutputIsTheLargestAlone() {
    let batch = Batch(
      [
        Example(input: .tokens([0, 0]), target: .classes([1, -1]), steps: 2),
        Example(input: .tokens([0, 0]), target: .classes([0, 1]), steps: 2),
        Example(input: .tokens([0]), target: .classes([0]), steps: 1),
      ], identities: [0, 1, 2], placement: .perStep)
    let output: [Double] = [
      0, 1, 2, 1, 3, 3,  // t = 1, [B, 2]
      5, 0, 2, 4, 9, 9,  // t = 2; nothing is asked of the first row, and the third is over
    ]
    #expect(Criterion(.right).solved(output, width: 2, batch, areLogits: false) == [true, true, false])
    let reversed: [Double] = [0, 1, 1, 2, 4, 3, 0, 5, 2, 4, 9, 9]
    #expect(Criterion(.right).solved(reversed, width: 2, batch, areLogits: false) == [true, false, true])
    #expect(
      Criterion(.right, lastAlone: true).solved(reversed, width: 2, batch, areLogits: false) == [true, true, true])
    #expect(
      Criterion(.right).solved([Double](repeating: .nan, count: 12), width: 2, batch, areLogits: false) == [
        false, false, false,
      ])
  }

  @Test func aNumberIsMetWithinTheTolerance() {
    let batch = Batch(
      [0.0, 1, .nan].map { Example(input: .tokens([0]), target: .vectors([$0, 0.5], size: 2), steps: 1) },
      identities: [0, 1, 2], placement: .perSequence)
    let output: [Float] = [0.25, 0.5, 0.7, 0.5, 9, 0.8]
    #expect(Criterion(.within(0.26)).solved(output, width: 2, batch, areLogits: false) == [true, false, false])
    #expect(Criterion(.within(0.31)).solved(output, width: 2, batch, areLogits: false) == [true, true, true])
    // A logit of 9 is 0.9999.
    let logits: [Float] = [-9, 0, 9, 0, 0, 0]
    #expect(Criterion(.within(0.01)).solved(logits, width: 2, batch, areLogits: true) == [true, true, true])
  }

  @Test func aGrammarIsSolvedWhereLegalSymbolsHaveTheLargestOutputs() throws {
    let data = try Dataset(.generated(GeneratedTask("reber"), count: nil), batch: BatchSettings(size: 8))
    let criterion = try #require(data.criterion)
    let batch = data.trainingBatch(0)
    guard case .tokens(let tokens) = batch.input else { throw Unexpected() }
    // B T P S X V E; what may follow depends on the place in the graph, which the string tells.
    let graph: [[Int32: Int]] = [
      [0: 1], [1: 2, 2: 3], [3: 2, 4: 4], [1: 3, 5: 5], [4: 3, 3: 6], [2: 4, 5: 6], [6: 7], [:],
    ]
    var output = [Double](repeating: 0, count: batch.steps * batch.rows * 7)
    for row in 0..<batch.rows {
      var state = 0
      for t in 0..<batch.lengths[row] {
        let place = t * batch.rows + row
        state = try #require(graph[state][tokens[place]])
        for symbol in graph[state].keys { output[place * 7 + Int(symbol)] = 0.1 * Double(symbol) + 0.5 }
      }
    }
    #expect(criterion.solved(output, width: 7, batch, areLogits: false).allSatisfy { $0 })
    // The last row ends with E: another symbol as large as that is one too many.
    let last = (batch.lengths[2] - 1) * batch.rows + 2
    output[last * 7] = 5
    #expect(criterion.solved(output, width: 7, batch, areLogits: false) == (0..<8).map { $0 != 2 })
  }

  private struct Unexpected: Error {}

  @Test func theLatestSequencesAreRemembered() {
    var recent = RecentSequences()
    #expect(recent.share(ofLatest: 1) == nil)
    recent.add([true, false, true])
    #expect(recent.share(ofLatest: 1) == 1 && recent.share(ofLatest: 2) == 0.5)
    #expect(recent.share(ofLatest: 4) == nil && recent.share(ofLatest: 0) == nil)
    for _ in 0..<RecentSequences.most / 100 { recent.add([Bool](repeating: true, count: 100)) }
    #expect(recent.share(ofLatest: RecentSequences.most) == 1 && recent.count == RecentSequences.most)
    recent.add([false])
    #expect(recent.share(ofLatest: RecentSequences.most) == 1 - 1 / Double(RecentSequences.most))
    #expect(recent.share(ofLatest: RecentSequences.most + 1) == nil)
  }

  @Test func solvedIsTheSameHoweverABatchIsComputed() throws {
    for task in [GeneratedTask.short("parity"), .short("adding"), .short("embedded_reber")] {
      let batch = try BatchSettings(size: 12)
      func first(_ batch: BatchSettings, _ change: (inout TrainingSettings) -> Void = { _ in }) throws -> ModelState {
        let trainer = try trainer(task, batch: batch, change)
        for _ in 0..<3 { _ = try trainer.advance() }
        return trainer.state
      }
      let whole = try first(batch) { $0.optimizer = Optimizer(.sgd, rate: 1e-9) }.recent
      #expect(whole.count == 36)
      for backpropagation in [
        Backpropagation(reach: 6), Backpropagation(reach: 6, segment: 2), .init(recomputes: true),
      ] {
        let other = try first(batch) {
          $0.optimizer = Optimizer(.sgd, rate: 1e-9)
          $0.backpropagation = backpropagation
        }.recent
        #expect(other == whole, "\(task.name) \(backpropagation)")
      }
      let inParts = try first(BatchSettings(size: 4, accumulate: 3)) { $0.optimizer = Optimizer(.sgd, rate: 1e-9) }
        .recent
      #expect(inParts == whole)
    }
  }

  @Test func trainingAndEvaluationTellTheShareThatIsSolved() throws {
    let trainer = try trainer(try GeneratedTask("adding", ["length": .integer(2), "tolerance": .number(0.2)])) {
      $0.optimizer = Optimizer(.adam, rate: 0.01)
    }
    #expect(trainer.evaluate(.test).solved ?? 1 < 0.6)
    var report = try trainer.advance()
    for _ in 0..<600 { report = try trainer.advance() }
    #expect(report.solved ?? 0 > 0.8 && trainer.state.recent.share(ofLatest: 32) == report.solved)
    let score = trainer.evaluate(.test)
    #expect(score.solved ?? 0 > 0.8 && score.sequences == 50)
  }
}
