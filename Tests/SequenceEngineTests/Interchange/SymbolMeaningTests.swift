import SequenceEngine
import Testing

@Suite("What a model knows of its symbols' meanings")
struct SymbolMeaningTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func text(_ symbols: String) throws -> Dataset {
    let path = try folder.write("\(symbols).txt", String(repeating: symbols, count: 900 / symbols.count))
    return try Dataset(.text(path: path, TextOptions(window: 5)))
  }

  private func trainer(_ data: Dataset) throws -> Trainer {
    let model = Models.description([
      .embedding(size: 2), Models.recurrent(BuiltInCells.rnn, 3), .dense(units: nil, activation: .identity),
    ])
    return try Trainer(try ModelState(model, for: data.shape, seed: 1), data, TrainingSettings())
  }

  private func load(_ path: String) throws -> Checkpoint? {
    guard case .checkpoint(let loaded) = try Checkpoint.load(path) else { return nil }
    return loaded
  }

  @Test("as many other symbols have another meaning, the same ones and numbers have not")
  func digests() throws {
    let (lower, upper, turned) = (try text("abcd "), try text("ABCD "), try text(" dcba"))
    let meanings = try #require(lower.meanings)
    #expect(lower.shape == upper.shape && meanings == turned.meanings)
    let others = try #require(upper.meanings)
    #expect(meanings.readsOthers(than: others) && !meanings.readsOthers(than: meanings))
    // The classes of a text are the symbols that it is read by.
    #expect(meanings.targets == nil && !meanings.answersOthers(than: others))
    let numbers = try Dataset(.generated(.adding(length: 5), count: 20))
    #expect(numbers.meanings == nil)
  }

  @Test("training gives a model the meanings of its data, and a file keeps them")
  func saving() throws {
    let data = try text("abcd ")
    let trainer = try trainer(data)
    #expect(trainer.state.meanings == nil)
    _ = try trainer.advance()
    #expect(trainer.state.meanings != nil && trainer.state.meanings == data.meanings)
    let path = folder.path("m.safetensors")
    try Checkpoint(state: trainer.state, shape: data.shape, trainer.settings).save(to: path)
    let loaded = try #require(try load(path))
    #expect(loaded.state.meanings == data.meanings)
    // Looking at other data is no training.
    let onlooker = try Trainer(loaded.state, try text("ABCD "), TrainingSettings())
    #expect(onlooker.state.meanings == data.meanings)
    var file = try SafetensorsFile(path: path)
    file.metadata["unroll.meanings"] = nil
    try file.save(to: path)
    let older = try #require(try load(path))
    #expect(older.state.meanings == nil && older.state.parameters == trainer.state.parameters)
  }

  @Test(
    "meanings that none can have are refused",
    arguments: [
      "", "7", "[1, 2]", "{\"inputs\":-1}", "{\"inputs\":4294967296}", "{\"inputs\":\"a\"}", "{\"targets\":1.5}",
    ])
  func hostile(_ meanings: String) throws {
    let data = try text("abcd ")
    let path = folder.path("m.safetensors")
    try Checkpoint(state: try trainer(data).state, shape: data.shape, TrainingSettings()).save(to: path)
    var file = try SafetensorsFile(path: path)
    file.metadata["unroll.meanings"] = meanings
    try file.save(to: path)
    #expect(throws: DataError.self) { try Checkpoint.load(path) }
  }

  @Test("numbers that are not finite are found where they are, weights first")
  func notFinite() throws {
    let data = try text("abcd ")
    let trainer = try trainer(data)
    _ = try trainer.advance()
    var state = trainer.state
    #expect(NonFiniteNumbers(state, trainer.plan) == nil)
    state.optimizer?.slots[0][0] = .infinity
    let remembered = try #require(NonFiniteNumbers(state, trainer.plan))
    #expect(remembered.tensor == "optimizer.0" && remembered.count == 1 && remembered.others == 0)
    #expect(remembered.size == state.parameters.count)
    for index in 1..<4 { state.parameters[index] = .nan }
    let found = try #require(NonFiniteNumbers(state, trainer.plan))
    #expect(found.tensor == "layer1.weight" && found.count == 3 && found.size == 10 && found.others == 1)
  }
}
