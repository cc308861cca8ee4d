import Notebook
import Testing

/// Entries are moved, deleted, parted and joined; what stood below is stale, and undo takes it back.
@Suite struct ArrangementTests {
  private static let three: [SessionJob] = [.enter("let x = 1"), .enter("let y = x + 1"), .enter("print y")]

  private func desk(_ more: SessionJob...) -> Desk {
    let desk = Desk()
    for job in Self.three + more.dropLast() { desk.jobs.send(job) }
    desk.run(more[more.count - 1])
    return desk
  }

  private func texts(_ desk: Desk) -> [String] { desk.entries.map(\.text) }

  @Test func aDeletedEntryIsGoneAndWhatWasRunBelowIsStale() {
    let desk = desk(.enter("entry delete 2"))
    #expect(texts(desk) == ["let x = 1", "print y"])
    #expect(desk.statuses == [.done, .stale])
    #expect(desk.last.document.isChanged)
  }

  @Test func undoBringsBackWhatWasDeletedAndRedoTakesItAway() {
    let back = desk(.enter("entry delete 2"), .enter("undo"))
    // Run again, an entry that says undo would take back the computation before it.
    #expect(texts(back) == ["let x = 1", "let y = x + 1", "print y"])
    #expect(back.statuses == [.done, .done, .done])
    #expect(back.entries[2].said == "2")
    #expect(back.last.notice == "took back: deleted In 2" && back.last.document.isChanged)
    let again = desk(.enter("entry delete 2"), .enter("undo"), .enter("redo"))
    #expect(texts(again) == ["let x = 1", "print y"])
  }

  @Test func undoOfEntriesLeavesTheVariablesAlone() {
    let desk = desk(.enter("entry delete 1"), .enter("undo"), .enter("print x + y"), .enter("undo"), .enter("print x"))
    #expect(desk.entries[3].said == "3")
    // The second undo took back the let of y.
    #expect(desk.entries[5].said == "1")
  }

  @Test func movingGoesBothWays() {
    let up = desk(.enter("entry move 3 1"))
    #expect(texts(up) == ["print y", "let x = 1", "let y = x + 1"])
    #expect(up.statuses == [.stale, .done, .done])
    let down = desk(.enter("entry move 1 3"), .enter("undo"))
    #expect(texts(down) == ["let x = 1", "let y = x + 1", "print y"])
    #expect(down.statuses.allSatisfy { $0 == .done })
  }

  @Test func partingMakesAnEntryOfEachStatementWithItsComments() {
    let desk = Desk()
    desk.run(.enter("# why\nlet x = 1   # one\nprint x; print 2\n# end"), .enter("entry split 1"))
    #expect(texts(desk) == ["# why\nlet x = 1   # one", "print x", "print 2\n# end"])
    #expect(desk.entries[2].said == "1\n2")
    #expect(desk.entries.map(\.number) == [nil, nil, 1])
  }

  @Test func partingBeforeALine() {
    let desk = Desk()
    desk.run(.enter("let x = 1\nlet y = 2\nlet z = 3"), .enter("entry split 1 3"))
    #expect(texts(desk) == ["let x = 1\nlet y = 2", "let z = 3"])
    #expect(desk.last.notice == "parted In 1 into 2; undo takes it back")
  }

  @Test func joiningIsPartingBackwards() {
    let desk = desk(.enter("entry merge 2"))
    #expect(texts(desk) == ["let x = 1", "let y = x + 1\nprint y"])
    #expect(desk.entries[1].said == "2")
    #expect(desk.statuses == [.done, .done])
    #expect(
      texts(self.desk(.enter("entry merge 2"), .enter("undo"))).prefix(3) == ["let x = 1", "let y = x + 1", "print y"])
  }

  @Test func entriesThatWereNotRunAreCountedFromTheTopWithoutTheLineThatAsks() throws {
    let folder = try ScriptFolder()
    let desk = Desk()
    desk.run(.open(try folder.write("a.rnn", "# %%\nlet x = 1\n\n# %%\nlet y = 2\n")), .enter("entry delete 1"))
    #expect(texts(desk) == ["let y = 2"])
  }

  @Test(arguments: [
    ("entry delete 9", "there is no entry 9"), ("entry merge 3", "is the last entry"),
    ("entry split 1", "has one statement"), ("entry split 1 2", "it has one line"), ("entry move 2 2", "there already"),
  ])
  func whatCannotBeDoneChangesNothing(text: String, why: String) {
    let desk = desk(.enter(text))
    #expect(texts(desk).prefix(3) == ["let x = 1", "let y = x + 1", "print y"])
    #expect(desk.last.notice.contains(why) || desk.entries.last?.said.contains(why) == true)
    #expect(desk.statuses.prefix(3) == [.done, .done, .done])
  }

  @Test func entryIsRefusedInScriptsAndBesideOthers() throws {
    let recorder = Recorder()
    #expect(try recorder.run(script: "print 1\n", settings: []) == .done)
    #expect(recorder.run("print 1") == .done)
    #expect(recorder.run("print 2; entry delete 1") == .failed)
    #expect(recorder.errors.first?.contains("stands alone") == true)
  }

  @Test func whatAnotherNotebookHeldDoesNotComeBackIntoAnOpenedOne() throws {
    let folder = try ScriptFolder()
    let file = try folder.write("n.rnn", "# %%\nlet a = 1\n\n# %%\nlet b = 2\n")
    let desk = desk(.enter("entry delete 2"), .enter("open \"\(file)\" discard"), .enter("undo"))
    #expect(texts(desk).prefix(2) == ["let a = 1", "let b = 2"])
    #expect(!texts(desk).contains("let x = 1"))
  }

  @Test func afterWriteAnotherFileIsOpenedAtOnce() throws {
    let folder = try ScriptFolder()
    let other = try folder.write("b.rnn", "# %%\nlet a = 1\n")
    let own = folder.path + "/own.rnn"
    let desk = desk(.enter("write \"\(own)\""), .enter("open \"\(other)\""))
    #expect(texts(desk).first == "let a = 1")
    let changed = self.desk(.enter("write \"\(own)\" replace"), .enter("let z = 1"), .enter("open \"\(other)\""))
    #expect(texts(changed).first == "let x = 1" && texts(changed).contains("let z = 1"))
    #expect(changed.entries.last?.said.contains("were not written") == true)
  }

  @Test func linesAboutTheFileAreNoPartOfTheScript() throws {
    let folder = try ScriptFolder()
    let own = folder.path + "/own.rnn"
    let desk = desk(.enter("write \"\(own)\""), .enter("print x"), .enter("write"), .enter("run all"))
    #expect(try folder.read("own.rnn").contains("write") == false)
    #expect(texts(desk).filter { $0.hasPrefix("write") }.count == 2 && desk.statuses.allSatisfy { $0 != .failed })
  }

  @Test func undoAfterAnEditTakesBackItsEffectAndThenItsText() {
    let desk = desk(.revise(entry: 1, text: "let x = 10"), .enter("undo"), .enter("print x"), .enter("undo"))
    // Neither is a part of the script, and leaves an entry.
    #expect(desk.entries.map(\.text) == ["let x = 1", "let y = x + 1", "print y", "print x"])
    #expect(desk.entries[3].said == "1")
  }

  @Test func aLineOfCommentsIsProseAndCanBeEditedAndMoved() {
    let desk = desk(.enter("# Why *so*?\n#\n# - a list"), .arrange(.move(4, toPlaceOf: 1)))
    #expect(desk.entries[0].kind == .prose)
    #expect(desk.entries[0].text == "Why *so*?\n\n- a list")
    #expect(desk.entries[0].editable == "# Why *so*?\n#\n# - a list")
    #expect(desk.statuses == [.fresh, .done, .done, .done])
  }
}
