import SequenceEngine
import Testing

@Suite("What a decoder writes by itself is scored by")
struct WrittenScoreTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("a decoder is scored by what it writes, and only when it writes")
  func decoder() throws {
    let data = try Dataset(.generated(.reverse(length: 5), count: 60), batch: BatchSettings(size: 7))
    let description = PairModels.description(.before, Attention(.dot), units: 8)
    let trainer = try Trainer(try ModelState(description, for: data.shape, seed: 1), data, TrainingSettings())
    for _ in 0..<60 { _ = try trainer.advance() }
    let writer = try SequenceWriter(trainer.state, for: data.shape, loss: .crossEntropy)
    var corpus = CorpusBLEU()
    for index in 0..<(data.count(.test) ?? 0) {
      let example = try data.example(.test, index)
      guard case .tokens(let source) = example.input, case .classes(let target) = example.target else { continue }
      let written = try #require(writer.write(.tokens(source), limit: (data.longestTarget ?? 0) + 1).first)
      corpus.add(written.symbols, reference: target.dropLast())
    }
    #expect(trainer.evaluate(.test, writes: true).bleu == corpus.score)
    #expect(trainer.evaluate(.test).bleu == nil)
  }

  @Test("a written <unk> matches nothing, so that a small vocabulary raises no score")
  func unknownWords() throws {
    let lines = (0..<20).map { "a\tv\($0) w\($0)\n" }.joined()
    let request = DataRequest.pairs(
      path: try folder.write("p.tsv", lines), SymbolOptions(unit: .word, minimumCount: 2))
    let data = try Dataset(request, split: .undivided, batch: BatchSettings(size: 20))
    #expect(data.targetVocabulary?.symbols == ["<unk>"])
    var settings = TrainingSettings()
    settings.optimizer.rate = 0.05
    let state = try ModelState(PairModels.description(.none), for: data.shape, seed: 1)
    let trainer = try Trainer(state, data, settings)
    for _ in 0..<200 { _ = try trainer.advance() }
    let writer = try SequenceWriter(trainer.state, for: data.shape, loss: .crossEntropy)
    #expect(try writer.write(.tokens([0]), limit: 3).first?.symbols == [0, 0])
    let score = trainer.evaluate(.train, writes: true)
    #expect(score.exact == 0 && score.bleu == 0)
    // The end alone stands in its place.
    #expect(abs((score.writtenAccuracy ?? .nan) - 1.0 / 3) < 1e-12)
  }
}
