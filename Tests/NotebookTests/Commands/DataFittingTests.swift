import Notebook
import SequenceEngine
import Testing

/// What becomes of trained weights when other data or another file come, and what is said about it.
@Suite struct DataFittingTests {
  private let folder: ScriptFolder
  private let recorder = Recorder()

  init() throws { folder = try ScriptFolder() }

  /// The command that reads a text of these symbols, over and over.
  private func text(_ symbols: String) throws -> String {
    let path = try folder.write("\(symbols).txt", String(repeating: symbols, count: 900 / symbols.count))
    return "data text \"\(path)\" window=8"
  }

  private func makeTextModel(steps: Int = 3) throws {
    recorder.run("\(try text("abcdefgh ")); model m; add embedding 4; add rnn 6; add dense")
    if steps > 0 { recorder.run("train steps=\(steps)") }
  }

  private var state: ModelState? { recorder.workspace.currentModel?.state }

  // MARK: Weights that do not fit

  @Test func trainedWeightsThatDoNotFitAreNamedWithTheirWidthsAndComeBack() throws {
    try makeTextModel()
    let trained = state
    recorder.run(try text("ABCDEFGHIJ "))
    #expect(
      recorder.notes == [
        "m: trained weights (3 updates) did not fit and were put aside in embedding1 (input width 9, now 11), "
          + "dense3 (output width 9, now 11); the others were kept, but it counts as untrained; undo brings them back"
      ])
    #expect(state?.updates == 0 && recorder.warnings == [])
    recorder.run("undo")
    #expect(trained?.updates == 3 && state == trained)
  }

  @Test func aTrainedModelThatDoesNotFitAtAllIsSaidToBeUntrainedAndComesBack() throws {
    try makeTextModel()
    let trained = state
    recorder.run("data adding length=5")
    let note = try #require(recorder.notes.first)
    #expect(note.hasPrefix("m does not fit these data: embedding1: "))
    #expect(
      note.hasSuffix(
        "; its trained weights (3 updates) were put aside, and it is untrained again; undo brings them back"))
    #expect(state == nil)
    recorder.run("undo")
    #expect(trained?.updates == 3 && state == trained)
  }

  @Test func ofAModelWhoseEveryWidthChangesNothingIsSaidToBeKept() {
    recorder.run("data inline [[[1, 2]], [[3, 4]]] target=[1, 2]; model m; add last; add dense; train steps=1")
    recorder.run("data inline [[[1, 2, 3]], [[3, 4, 5]]] target=[[1, 2], [2, 3]]")
    #expect(
      recorder.notes == [
        "m: trained weights (1 update) did not fit and were put aside in dense2 (input width 2, now 3; output width 1, "
          + "now 2): it is untrained again; undo brings them back"
      ])
  }

  @Test func weightsThatAllFitAreKeptThoughTheTargetsAreOfAnotherKind() {
    recorder.run("data inline [[0, 1], [1, 1]] target=[0, 1]; model m; add rnn 2; add dense; train steps=2")
    let trained = state?.parameters
    recorder.run("data inline [[0, 1], [1, 1]] target=[0, 1] targets=bits")
    #expect(recorder.notes.count == 1 && recorder.notes[0].hasPrefix("m keeps its trained weights (2 updates), but "))
    #expect(trained != nil && state?.parameters == trained)
  }

  @Test func ofAModelThatWasNeverTrainedNothingIsLost() throws {
    try makeTextModel(steps: 0)
    recorder.run(try text("ABCDEFGHIJ "))
    #expect(recorder.notes == ["m was fitted to the new data: layers whose sizes changed start anew"])
    recorder.run("data adding length=5")
    #expect(recorder.notes.count == 1 && !recorder.notes[0].contains("trained"))
  }

  // MARK: Symbols that are others

  @Test func asManyOtherSymbolsAreWarnedOfOnce() throws {
    try makeTextModel()
    recorder.run(try text("ABCDEFGH "))
    #expect(recorder.warnings.count == 1)
    #expect(recorder.warnings.first?.hasPrefix("m was trained on other symbols than ABCDEFGH .txt has: ") == true)
    recorder.run("batch 16")
    #expect(recorder.warnings == [])
    recorder.run(try text("abcdefgh "))
    #expect(recorder.warnings == [])
    // What it was trained on last counts.
    recorder.run("\(try text("ABCDEFGH ")); train steps=1; \(try text("hgfedcba "))")
    #expect(recorder.warnings.count == 2)
  }

  @Test func symbolsOfAModelThatWasNeverTrainedMayBeOthers() throws {
    try makeTextModel(steps: 0)
    recorder.run(try text("ABCDEFGH "))
    #expect(recorder.warnings == [])
  }

  @Test func aLoadedModelIsWarnedOfOtherSymbolsWhetherTheDataComeBeforeOrAfter() throws {
    let path = folder.path + "/m.safetensors"
    try makeTextModel()
    recorder.run("save \"\(path)\"; load \"\(path)\"")
    #expect(recorder.errors == [] && recorder.warnings == [])
    recorder.run(try text("ABCDEFGH "))
    recorder.run("load \"\(path)\"")
    #expect(recorder.warnings.count == 1 && recorder.warnings.first?.contains("other symbols") == true)
    let other = Recorder()
    other.run("load \"\(path)\"")
    #expect(other.errors == [] && other.warnings == [])
    other.run(try text("ABCDEFGH "))
    #expect(other.warnings.count == 1 && other.warnings.first?.contains("other symbols") == true)
  }

  @Test func anOlderFileThatDoesNotTellItsSymbolsLoadsWithoutAWarning() throws {
    let path = folder.path + "/m.safetensors"
    try makeTextModel()
    recorder.run("save \"\(path)\"")
    var file = try SafetensorsFile(path: path)
    #expect(file.metadata.removeValue(forKey: "unroll.meanings") != nil)
    try file.save(to: path)
    recorder.run("\(try text("ABCDEFGH ")); model other; load \"\(path)\"")
    #expect(recorder.errors == [] && state?.updates == 3)
    #expect(recorder.warnings.allSatisfy { $0.hasPrefix("m was trained") } && recorder.warnings.count == 1)
    recorder.run("load \"\(path)\"")
    #expect(recorder.warnings == [])
  }

  @Test func classesOfAnotherNameAreWarnedOf() throws {
    func labelled(_ first: String, _ second: String) throws -> String {
      let lines = (0..<40).map { "\($0.isMultiple(of: 2) ? first : second)\t\($0.isMultiple(of: 2) ? "ab" : "ba")\n" }
      return "data labelled \"\(try folder.write(first + ".tsv", lines.joined()))\""
    }
    recorder.run("\(try labelled("bad", "good")); model m; add embedding 2; add rnn 2; add dense; train steps=1")
    #expect(recorder.errors == [])
    recorder.run(try labelled("ham", "spam"))
    #expect(recorder.warnings.count == 1 && recorder.warnings.first?.contains("other classes than") == true)
  }

  // MARK: Weights that are not finite

  @Test func weightsThatAreNotFiniteAreLoadedWithAWarning() throws {
    let (own, plain) = (folder.path + "/m.safetensors", folder.path + "/m.npz")
    recorder.run("data adding length=5; model m; add rnn 4; add dense; train steps=1; save \"\(own)\"")
    guard case .checkpoint(var checkpoint) = try Checkpoint.load(own) else { return #expect(Bool(false)) }
    checkpoint.state.parameters[0] = .nan
    checkpoint.state.parameters[2] = -.infinity
    for index in checkpoint.state.parameters.indices.suffix(2) { checkpoint.state.parameters[index] = .infinity }
    try checkpoint.save(to: own)
    try AtomicFile.write(try NumpyArchive.encoded(checkpoint.weights()), to: plain)
    for path in [own, plain] {
      #expect(recorder.run("load \"\(path)\"") == .done)
      #expect(recorder.warnings.count == 1, "\(path)")
      #expect(
        recorder.warnings.first?.hasPrefix(
          "not finite: 2 of 8 numbers of rnn1.weight_ih_l0, and some in 2 more tensors; ") == true)
      #expect(state?.parameters[0].isNaN == true && state?.parameters[2] == -.infinity)
    }
  }
}
