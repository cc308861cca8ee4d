import Notebook
import Testing

/// What running entries anew has made is taken back as a whole, and is no part of the script.
@Suite struct RunUndoTests {
  private static let stale: [SessionJob] = [
    .enter("let n = 4"), .enter("let m = n * 2"), .replace(Replacement("n = 4", with: "n = 6")),
  ]

  private func desk(_ jobs: [SessionJob]) -> Desk {
    let desk = Desk()
    for job in jobs.dropLast() { desk.jobs.send(job) }
    desk.run(jobs[jobs.count - 1])
    return desk
  }

  private func desk(_ jobs: SessionJob...) -> Desk { desk(jobs) }

  @Test func undoOfRunStaleMakesTheSameEntriesStaleAgain() {
    let run = desk(Self.stale + [.run(.stale), .enter("print m")])
    #expect(run.entries[2].said == "12")
    let back = desk(Self.stale + [.run(.stale), .enter("undo"), .enter("print m")])
    #expect(back.entries.map(\.text) == ["let n = 6", "let m = n * 2", "print m"])
    #expect(back.statuses.prefix(2) == [.stale, .stale])
    #expect(back.entries[2].said == "8")
    let again = desk(Self.stale + [.run(.stale), .enter("undo"), .run(.stale), .enter("print m")])
    #expect(again.entries[2].said == "12" && again.statuses == [.done, .done, .done])
    let redone = desk(Self.stale + [.run(.stale), .enter("undo"), .enter("redo"), .enter("print m")])
    #expect(redone.entries[2].said == "12" && redone.statuses == [.done, .done, .done])
  }

  @Test func undoOfRunAllBringsBackTheAnswersOfBefore() {
    let prints: [SessionJob] = [.enter("print 1"), .enter("print 2"), .enter("print 3"), .run(.entry(1)), .run(.all)]
    #expect(desk(prints).entries.map(\.number) == [1, 2, 3])
    #expect(desk(prints + [.enter("undo")]).entries.map(\.number) == [4, 2, 3])
    #expect(desk(prints + [.enter("undo"), .enter("redo")]).entries.map(\.number) == [1, 2, 3])
  }

  @Test func undoOfAnEntryThatWasRunAgainLeavesNoneOfItsOwn() throws {
    let folder = try ScriptFolder()
    let desk = desk(
      .enter("let a = 1"), .enter("let b = 2"), .run(.entry(1)), .enter("undo"), .enter("undo"), .enter("print a"),
      .enter("write \"\(folder.path)/a.rnn\""))
    // The first takes back that In 1 was run again, the second the let of b, as a script does there.
    #expect(desk.entries.map(\.text).prefix(4) == ["let a = 1", "let b = 2", "undo", "print a"])
    #expect(desk.entries[3].said == "1")
    let recorder = Recorder()
    #expect(try recorder.run(script: folder.read("a.rnn")) == .done)
    #expect(recorder.lines.last == "1")
  }

  @Test func undoAmongTheEntriesTakesBackOneOfThemWhenAllAreRunAgain() throws {
    let folder = try JournalFolder()
    _ = folder.desk(
      after: .enter("let a = 1"), .enter("let b = 2"), .enter("undo"), .enter("let c = 3"), .enter("print a"))
    let next = folder.desk(
      after: .enter("recover"), .run(.stale), .enter("print a + c"), .enter("print b"), .enter("undo"),
      .enter("print c"))
    #expect(next.entries[5].said == "4")
    #expect(next.statuses[6] == .failed)
    // One undo takes back the whole run, and leaves no entry.
    #expect(next.entries.count == 8 && next.entries.last?.text == "print c" && next.statuses.last == .failed)
  }

  @Test func anUndoThatFindsNothingInARunDoesNotTakeTheRunBack() {
    let desk = desk(
      .enter("let a = 1"), .enter("undo"), .enter("let b = 2"), .enter("entry delete 1"), .run(.all), .enter("print b"))
    #expect(desk.statuses.first == .failed)
    #expect(desk.entries[0].said.contains("there is nothing to take back"))
  }

  @Test func runStaleLeavesOutWhatTheScriptDoesNotHold() throws {
    let folder = try JournalFolder()
    let path = folder.path + "/a.rnn"
    _ = folder.desk(
      after: .enter("let a = 1"), .enter("write \"\(path)\""), .enter("modle x"), .enter("let b = a + 1"))
    let written = try folder.files.read("a.rnn")
    let next = folder.desk(after: .enter("recover"), .run(.stale), .enter("print a + b"))
    #expect(next.entries.last?.said == "3")
    #expect(try folder.files.read("a.rnn") == written)
  }

  @Test func runStaleSaysThatEntriesWereNotRunYet() throws {
    let folder = try ScriptFolder()
    let path = try folder.write("a.rnn", "# %%\nlet x = 1\n\n# %%\nprint x\n")
    #expect(desk(.open(path), .run(.stale)).last.notice.hasPrefix("no entry is stale, but 2 entries were not run yet"))
  }

  @Test func historyTellsTheNumbersThatEntriesAreCalledBy() {
    let desk = desk(
      .enter("let a = 1"), .enter("modle x"), .enter("let b = 2"), .enter("let c = 3"), .enter("run 1"),
      .enter("history"))
    #expect(desk.entries.last?.said == "5  let a = 1\n3  let b = 2\n4  let c = 3")
    let deleted = self.desk(
      .enter("let a = 1"), .enter("modle x"), .enter("let b = 2"), .enter("let c = 3"), .enter("entry delete 3"))
    #expect(deleted.entries.map(\.text) == ["let a = 1", "modle x", "let c = 3"])
  }
}
