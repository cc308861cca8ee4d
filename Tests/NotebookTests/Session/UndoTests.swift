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
    #expect(recorder.lines == ["1  let x = 1", "2  print x"])
  }
}
