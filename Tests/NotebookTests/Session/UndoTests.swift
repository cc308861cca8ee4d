import Notebook
import Testing

@Suite struct UndoTests {
  @Test func undoTakesBackTrainingAndRedoDoesItAgain() {
    let recorder = Recorder()
    recorder.run("data adding length=5; add rnn 4; add dense")
    let before = recorder.workspace.currentModel?.state
    recorder.run("train steps=3")
    let after = recorder.workspace.currentModel?.state
    #expect(before != nil && before != after)
    recorder.run("undo")
    #expect(recorder.workspace.currentModel?.state == before)
    recorder.run("redo")
    #expect(recorder.workspace.currentModel?.state == after)
  }

  @Test func commandsThatLookAreNoStepOfUndo() {
    let recorder = Recorder()
    recorder.run("data adding length=5; add rnn 4")
    recorder.run("models; summary; help; history")
    recorder.run("undo")
    #expect(recorder.workspace.currentModel == nil)
    #expect(recorder.workspace.dataset != nil)
  }

  /// Bytes in use as `undo` tells them.
  private func use(_ texts: [String]) throws -> Double {
    let recorder = Recorder()
    for text in texts { recorder.run(text) }
    recorder.run("undo")
    let said = try #require(recorder.lines.last { $0.contains(" in use") })
    let amount = try #require(said.split(separator: "(").last?.split(separator: " of ").first).split(separator: " ")
    let unit = ["bytes": 1.0, "kB": 1e3, "MB": 1e6, "GB": 1e9][String(amount[1])] ?? .nan
    return (Double(amount[0]) ?? .nan) * unit
  }

  @Test func longListsAndEntriesThatWereTakenOutCountInTheBudgetOfUndo() throws {
    #expect(try use(["let x = 1", "let x = 2", "let x = 3"]) < 1e5)
    let list = "let x = 1..200000"
    #expect(try use([list, list, list, "let x = 3"]) > 3 * 200_000 * 16)
    let long = "for i in 1..500 { print \"a long line that says very little and is there to take its room {i}\" }"
    #expect(try use(["let x = 1", long, "entry delete 2", "let y = 1", "let z = 1"]) > 20_000)
  }

  @Test func whatDoesNotFitIntoTheBudgetIsGivenUpOldestFirst() throws {
    let recorder = Recorder()
    for number in 1...16 { recorder.run("let x = \(number)..900000") }
    recorder.run("undo")
    let said = try #require(recorder.lines.last { $0.contains(" in use") })
    let left = try #require(Int(said.prefix { $0.isNumber }))
    #expect((5..<15).contains(left), "\(said)")
  }

  /// What is in use is added up as changes come and go, and has to be the same on whichever way it came about.
  @Test func whatIsInUseIsTheSameAfterUndoAndRedo() throws {
    let recorder = Recorder()
    recorder.run("let x = 1..20000; data adding length=5; add rnn 4; add dense; train steps=40")
    recorder.run("data adding length=6; let y = 1..30000; train steps=3; let z = 1")
    func said(_ text: String) throws -> String {
      recorder.run(text)
      return try #require(recorder.lines.last { $0.contains(" in use") })
    }
    let first = try (1...9).map { _ in try said("undo") }
    #expect(first.last?.hasPrefix("0 more changes can be taken back (0 bytes of") == true)
    for _ in 1...9 { _ = try said("redo") }
    let again = try (1...9).map { _ in try said("undo") }
    #expect(again == first)
  }

  @Test func aChangeAfterUndoEndsRedo() {
    let recorder = Recorder()
    recorder.run("model a; undo; model b; redo")
    #expect(recorder.errors == ["there is nothing to do again"])
  }

  @Test func aFailedCommandChangesNothing() {
    let recorder = Recorder()
    recorder.run("data adding length=5; add rnn 4; add dense; train steps=2")
    let weights = recorder.workspace.currentModel?.state?.parameters
    for text in ["add lstm 1000000000", "insert 1 embedding 3", "init rnn1.foo zeros", "load \"no.safetensors\""] {
      #expect(recorder.run(text) == .failed)
      #expect(recorder.errors.count == 1)
      #expect(recorder.workspace.currentModel?.state?.parameters == weights)
      #expect(recorder.workspace.currentModel?.description.layers.map(\.name) == ["rnn1", "dense2"])
    }
  }

  @Test func theNotebookKeepsWhatFailedAndTheScriptAndTheHistoryWhatWasDone() {
    let recorder = Recorder()
    recorder.run("let x = 1")
    recorder.run("print nothing_there")
    recorder.run("print x")
    #expect(recorder.document.entries.map(\.text) == ["let x = 1", "print nothing_there", "print x"])
    #expect(recorder.document.script == "# %%\nlet x = 1\n\n# %%\nprint x\n")
    recorder.run("history")
    #expect(recorder.lines == ["1  let x = 1", "3  print x"])
  }
}
