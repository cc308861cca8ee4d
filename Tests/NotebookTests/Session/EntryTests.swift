import Notebook
import Testing

/// Entries of the notebook: what was entered, what it answered, and how it ended.
@Suite struct EntryTests {
  @Test func entriesKeepTextAnswerNumberAndStatus() {
    let desk = Desk()
    desk.run(.enter("let x = 2"), .enter("print nothing_there"), .enter("print x + 1"))
    #expect(desk.entries.map(\.text) == ["let x = 2", "print nothing_there", "print x + 1"])
    #expect(desk.statuses == [.done, .failed, .done])
    #expect(desk.entries.map(\.number) == [1, 2, 3])
    #expect(desk.entries[1].said.hasPrefix("entry 2:1:7: error: "))
    #expect(desk.entries[2].said == "3")
    #expect(desk.last.activity == nil)
    #expect(desk.last.jobsTaken == 3)
  }

  @Test func aRevisedEntryRunsInItsPlaceAndMakesTheOnesBelowStale() {
    let desk = Desk()
    desk.run(
      .enter("let x = 1"), .enter("let y = x + 1"), .enter("print y"), .revise(entry: 1, text: "let x = 10"))
    #expect(desk.entries[0].text == "let x = 10")
    #expect(desk.entries[0].number == 4)
    #expect(desk.statuses == [.done, .stale, .stale])
    let again = Desk()
    again.run(
      .enter("let x = 1"), .enter("let y = x + 1"), .enter("print y"), .revise(entry: 1, text: "let x = 10"),
      .run(.stale))
    #expect(again.statuses == [.done, .done, .done])
    #expect(again.entries[2].said == "11")
  }

  @Test func anEntryThatOnlyLooksMakesNothingStale() {
    let desk = Desk()
    desk.run(.enter("print 1"), .enter("let x = 1"), .run(.entry(1)))
    #expect(desk.statuses == [.done, .done])
    #expect(desk.entries[0].number == 3)
  }

  @Test func runAllBeginsAnewAndStopsAtTheEntryThatFails() {
    let desk = Desk()
    desk.run(
      .enter("data adding length=5; add rnn 2"), .enter("print nothing"), .enter("print 3"), .run(.all))
    #expect(desk.statuses == [.done, .failed, .fresh])
    #expect(desk.entries.map(\.number) == [1, 2, nil])
    // Begun anew: the layer is not there twice.
    #expect(desk.last.model?.layers.map(\.name) == ["rnn1"])
  }

  @Test func runAllPassesOverSlipsOfTypingWhichNeverAreInTheScript() throws {
    let folder = try ScriptFolder()
    let desk = Desk()
    desk.run(
      .enter("prnt 1"), .enter("print 1 +"), .enter("let x = 1"), .run(.all), .enter("write \"\(folder.path)/a.rnn\""))
    #expect(desk.statuses == [.failed, .failed, .done, .done])
    #expect(desk.entries.map(\.number) == [1, 2, 1, 2])
    #expect(!desk.entries[0].said.isEmpty)
    #expect(try folder.read("a.rnn") == "# %%\nlet x = 1\n")
  }

  @Test func whatHasWorkedOnceStaysInTheScriptThoughItFailsNow() throws {
    let folder = try ScriptFolder()
    let desk = Desk()
    desk.run(
      .enter("let x = 1"), .enter("print x"), .enter("entry delete 1"), .run(.all),
      .enter("write \"\(folder.path)/a.rnn\""))
    #expect(desk.statuses == [.failed, .done])
    #expect(try folder.read("a.rnn") == "# %%\nprint x\n")
  }

  @Test func aScriptWritesWhatItHasDoneSoFar() throws {
    let folder = try ScriptFolder()
    let recorder = Recorder()
    let script = "# %% [markdown]\n# Why\n\n# %%\nlet x = 1\n\n# %%\nwrite \"\(folder.path)/b.rnn\"\n\n# %%\nprint x\n"
    #expect(try recorder.run(script: script) == .done)
    #expect(try folder.read("b.rnn") == "# %% [markdown]\n# Why\n\n# %%\nlet x = 1\n")
    #expect(try recorder.run(script: script) == .failed)
    #expect(recorder.errors.first?.contains("is not overwritten") == true)
  }

  @Test func oneFileUnderTwoNamesIsTheSessionsOwnUnderBoth() throws {
    let folder = try ScriptFolder()
    _ = try folder.write("a.rnn", "# %%\nlet x = 1\n")
    let desk = Desk()
    desk.run(.open(folder.path + "/a.rnn"), .enter("let y = 2"), .enter("write \"\(folder.path)/./a.rnn\""))
    #expect(desk.statuses == [.fresh, .done, .done])
    #expect(try folder.read("a.rnn") == "# %%\nlet x = 1\n\n# %%\nlet y = 2\n")
  }

  @Test func runNextTakesTheFirstThatWasNotRunAndThenSaysThatThereIsNone() throws {
    let folder = try ScriptFolder()
    let path = try folder.write("a.rnn", "# %%\nlet x = 1\n\n# %% [markdown]\n# prose\n\n# %%\nprint x\n")
    let desk = Desk()
    desk.run(.open(path), .run(.next), .run(.next), .run(.next))
    #expect(desk.statuses == [.done, .fresh, .done])
    #expect(desk.entries[1].kind == .prose)
    #expect(desk.entries[2].said == "1")
    #expect(desk.last.notice.hasPrefix("every entry was run"))
  }

  @Test func runIsACommandOfThePromptThatLeavesNoEntry() {
    let desk = Desk()
    desk.run(.enter("let x = 1"), .enter("print x"), .enter("run 2"), .enter("run below 1"), .enter("run 7"))
    #expect(desk.entries.map(\.text) == ["let x = 1", "print x", "run 7"])
    #expect(desk.entries[1].number == 5)
    #expect(desk.entries[2].said.contains("there is no entry 7"))
  }

  @Test func runIsRefusedInScriptsAndBlocksAndBesideOthers() throws {
    let recorder = Recorder()
    #expect(try recorder.run(script: "run all\n") == .failed)
    #expect(recorder.errors.first?.contains("not in a script") == true)
    for text in ["repeat 1 { run all }", "print 1; run all"] {
      #expect(recorder.run(text) == .failed)
      #expect(recorder.errors.first?.contains("stands alone") == true)
    }
  }

  @Test func quitInAScriptThatIsRunAgainDoesNotCloseTheNotebook() throws {
    let folder = try ScriptFolder()
    let path = try folder.write("a.rnn", "# %%\nprint 1\n\n# %%\nquit\n")
    let desk = Desk()
    desk.run(.open(path), .run(.all), .enter("print 2"))
    #expect(desk.entries.map(\.status) == [.done, .done, .done])
    #expect(!desk.last.hasQuit)
    let other = Desk()
    other.run(.enter("quit"), .enter("print 1"))
    #expect(other.last.hasQuit)
    #expect(other.entries.isEmpty)
  }

  @Test func writeKeepsProseAndEntriesOfTheFileEvenIfTheyFailAndLeavesOutWhatFailedAtThePrompt() throws {
    let text = "# %% [markdown] About\n# Some prose.\n#\n# More.\n\n# %% Broken\nprint nothing_there\n\n# %%\nprint 1\n"
    let folder = try ScriptFolder()
    let path = try folder.write("a.rnn", text)
    let desk = Desk()
    desk.run(.open(path), .run(.all), .enter("print also_nothing"), .enter("let x = 1"), .enter("write"))
    #expect(desk.statuses == [.fresh, .failed, .fresh, .failed, .done, .done])
    #expect(try folder.read("a.rnn") == text + "\n# %%\nlet x = 1\n")
    #expect(!desk.last.document.isChanged)
    let again = Desk()
    again.run(.open(path))
    #expect(again.entries.map(\.text) == ["Some prose.\n\nMore.", "print nothing_there", "print 1", "let x = 1"])
    #expect(again.entries.map(\.title) == ["About", "Broken", "", ""])
    #expect(again.statuses == [.fresh, .fresh, .fresh, .fresh])
  }

  @Test func pathsOfAnOpenedScriptAreRelativeToItsFolder() throws {
    let folder = try ScriptFolder()
    let path = try folder.write("a.rnn", "# %%\ninclude \"other.rnn\"\n")
    _ = try folder.write("other.rnn", "let found = 7\n")
    let desk = Desk()
    desk.run(.open(path), .run(.all), .enter("print found"))
    #expect(desk.entries[1].said == "7")
  }

  @Test func aFileThatCannotBeOpenedIsTold() {
    let desk = Desk()
    desk.run(.open("no such file.rnn"))
    #expect(desk.statuses == [.failed])
    #expect(desk.entries[0].said.contains("cannot be read"))
  }

  @Test func veryManyAnswersAreKeptAtBothEnds() {
    let desk = Desk()
    desk.run(.enter("for i in 1..5000 { print i }"))
    let said = desk.entries[0].said.split(separator: "\n")
    #expect(said.first == "1")
    #expect(said.last == "5000")
    #expect(said.count < 1300)
    let leftOut = NumberFormat.integer.text(Double(5001 - said.count))
    #expect(said.contains { $0 == "… \(leftOut) answers are left out here …" })
  }

  @Test func theThemeIsNoPartOfUndo() {
    let desk = Desk()
    desk.run(.enter("let x = 1"), .enter("theme light"), .enter("undo"))
    #expect(desk.last.theme == "light")
    let other = Desk()
    other.run(.enter("theme light"), .enter("theme auto"))
    #expect(other.last.theme == nil)
  }

  @Test func openDoesNotThrowUnwrittenEntriesAway() throws {
    let folder = try ScriptFolder()
    let path = try folder.write("a.rnn", "# %%\nlet x = 1\n")
    let desk = Desk()
    desk.run(.enter("let kept = 2"), .enter("open \"\(path)\""))
    #expect(desk.entries.first?.text == "let kept = 2")
    #expect(desk.entries.last?.said.contains("not written") == true)
    desk.run(.enter("open \"\(path)\" discard"))
    #expect(desk.entries.first?.text == "let x = 1")
  }

  @Test func aScriptWithAnErrorIsOpenedSoThatItCanBeMended() throws {
    let folder = try ScriptFolder()
    let path = try folder.write("a.rnn", "# %%\nad rnn 3\n\n# %%\nlet x = 1\n")
    let desk = Desk()
    desk.run(.open(path))
    #expect(desk.entries.map(\.text) == ["ad rnn 3", "let x = 1"])
    #expect(desk.last.notice.contains("no command is called 'ad'"))
  }
}
