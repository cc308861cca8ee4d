import SequenceEngine
import Testing

@Suite("A decoder that writes by itself")
struct WritingTests {
  private let model = PairModels.description(.before, Attention(.dot))

  private func state(_ seed: UInt64 = 3) throws -> ModelState {
    try ModelState(model, for: PairModels.shape, seed: seed)
  }

  /// ln p of a target for a source, symbol by symbol.
  private func logProbabilities(_ state: ModelState, _ source: [Int32], _ target: [Int32]) throws -> [Double] {
    let border = Int32(PairModels.targets)
    let example = Example(
      input: .tokens(source), target: .classes(target), steps: source.count,
      decoderInput: [border] + target.dropLast())
    let pass = try RecordedPass(
      model, state.parameters, shape: PairModels.shape, loss: .crossEntropy, example: example)
    return pass.loss.byStep.map { -$0 }
  }

  @Test("each symbol is the likeliest after those that it wrote")
  func greedy() throws {
    let (source, state): ([Int32], ModelState) = ([1, 0, 3], try state())
    let writer = try SequenceWriter(state, for: PairModels.shape, loss: .crossEntropy)
    let written = try #require(try writer.write(.tokens(source), limit: 6).first)
    let border = Int32(PairModels.targets)
    let whole = written.symbols + (written.isEnded ? [border] : [])
    #expect(whole.count == written.logProbabilities.count && whole.count <= 6)
    for t in whole.indices {
      let best = try (0...border).map { try logProbabilities(state, source, Array(whole[..<t]) + [$0])[t] }
      #expect(best.firstIndex(of: best.max() ?? 0) == Int(whole[t]))
      #expect(abs(best[Int(whole[t])] - written.logProbabilities[t]) < 1e-12)
    }
  }

  @Test("a beam that holds everything finds the target with the largest mean of ln p")
  func beam() throws {
    let (source, state): ([Int32], ModelState) = ([2, 2, 4, 1], try state(5))
    let writer = try SequenceWriter(state, for: PairModels.shape, loss: .crossEntropy)
    let border = Int32(PairModels.targets)
    let all: [[Int32]] = [[border]] + (0..<border).flatMap { first in (0...border).map { [first, $0] } }
    let scores = try all.map { target in
      let own = try logProbabilities(state, source, target)
      return own.reduce(0, +) / Double(own.count)
    }
    let best = all[scores.firstIndex(of: scores.max() ?? 0) ?? 0]
    let written = try #require(try writer.write(.tokens(source), limit: 2, beam: 64).first)
    #expect(written.symbols + (written.isEnded ? [border] : []) == best)
  }

  @Test("a beam of one writes what evaluation writes")
  func evaluation() throws {
    let data = try Dataset(.generated(.reverse(length: 6), count: 40), batch: BatchSettings(size: 7))
    let description = PairModels.description(.behind, Attention(.general), units: 8)
    var settings = TrainingSettings()
    settings.precision = .double
    let trainer = try Trainer(try ModelState(description, for: data.shape, seed: 1), data, settings)
    for _ in 0..<40 { _ = try trainer.advance() }
    let writer = try SequenceWriter(trainer.state, for: data.shape, loss: .crossEntropy)
    var (placed, symbols) = (0, 0)
    for index in 0..<(data.count(.test) ?? 0) {
      let example = try data.example(.test, index)
      guard case .tokens(let source) = example.input, case .classes(let target) = example.target else { continue }
      let written = try #require(try writer.write(.tokens(source), limit: (data.longestTarget ?? 0) + 1).first)
      placed += zip(written.symbols, target).count { $0 == $1 } + (written.symbols.count == target.count - 1 ? 1 : 0)
      symbols += target.count
    }
    let score = trainer.evaluate(.test, writes: true)
    #expect(score.writtenAccuracy == Double(placed) / Double(symbols))
    #expect(trainer.evaluate(.test).exact == nil)
  }

  @Test("it learns to write letters backward, exactly")
  func learns() throws {
    let data = try Dataset(.generated(.reverse(length: 5), count: nil), batch: BatchSettings(size: 32))
    let description = PairModels.description(.before, Attention(.additive), units: 48)
    var settings = TrainingSettings()
    settings.optimizer.rate = 0.01
    settings.clipping = .norm(1)
    let trainer = try Trainer(try ModelState(description, for: data.shape, seed: 1), data, settings)
    for _ in 0..<700 { _ = try trainer.advance() }
    let score = trainer.evaluate(.test, writes: true)
    #expect(score.exact ?? 0 > 0.9, "\(score)")
  }

  @Test("reading its own symbols half of the time gives other updates; always the real ones, the same as without")
  func teacherForcing() throws {
    let data = try Dataset(.generated(.dates, count: nil), batch: BatchSettings(size: 4))
    func parameters(_ forcing: TeacherForcing?) throws -> [Double] {
      var settings = TrainingSettings()
      if let forcing { settings.teacherForcing = forcing }
      let trainer = try Trainer(try ModelState(model, for: data.shape, seed: 1), data, settings)
      for _ in 0..<2 { _ = try trainer.advance() }
      return trainer.parameters
    }
    #expect(try parameters(nil) == parameters(TeacherForcing(first: 1, last: 1, updates: 9)))
    #expect(try parameters(nil) != parameters(TeacherForcing(first: 0.5, last: 0.5, updates: 9)))
    #expect(TeacherForcing(first: 1, last: 0.5, updates: 10).probability(5) == 0.75)
    #expect(TeacherForcing(first: 1, last: 0.5, updates: 10).probability(99) == 0.5)
  }
}
