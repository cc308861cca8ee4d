import Foundation
import Notebook
import Testing

/// Every entry and its answer is on the disk before the prompt returns, and comes back after a crash. A session that is
/// given up without being closed is what a killed program leaves.
@Suite struct JournalTests {
  private let folder: JournalFolder

  init() throws { folder = try JournalFolder() }

  @Test func whatWasEnteredIsOfferedAndComesBackWithItsAnswers() throws {
    _ = folder.desk(after: .enter("let x = 6 * 7"), .enter("print x"), .enter("print nothing"), .enter("# A *note*"))
    let next = folder.desk(after: .enter("recover"))
    #expect(next.snapshots[0].lostSession.contains("was not saved: 4 entries; recover brings it back"))
    #expect(next.entries.map(\.text) == ["let x = 6 * 7", "print x", "print nothing", "A *note*"])
    #expect(next.statuses == [.stale, .stale, .failed, .fresh])
    #expect(next.entries.map(\.number) == [1, 2, 3, nil])
    #expect(next.entries[1].said == "42")
    #expect(next.entries[2].said.contains("nothing"))
    #expect(next.last.notice.contains("4 entries of "))
    #expect(next.last.document.isUnwritten)
  }

  @Test func runAllMakesTheSameNumbersAgain() throws {
    let model = "data adding length=5; add rnn 3; add dense; train steps=5; print loss"
    let first = folder.desk(after: .enter(model))
    let again = folder.desk(after: .enter("recover"), .run(.all))
    #expect(again.entries[0].said == first.entries[0].said)
    #expect(again.statuses == [.done])
  }

  @Test func whatWasBroughtBackIsKeptAnew() throws {
    _ = folder.desk(after: .enter("let x = 1"))
    _ = folder.desk(after: .enter("recover"), .enter("let y = 2"))
    #expect(try folder.journals.count == 1)
    let third = folder.desk(after: .enter("recover"))
    #expect(third.entries.map(\.text) == ["let x = 1", "let y = 2"])
  }

  @Test func aSessionThatIsClosedInOrderLeavesNothing() throws {
    let files = LiveFiles(folder: folder.path)
    Desk(liveFiles: files).run(.enter("let x = 1"))
    #expect(try folder.journals.count == 1)
    files.removeAll()
    #expect(try folder.journals.isEmpty)
    let next = folder.desk(after: .enter("recover"))
    #expect(next.snapshots[0].lostSession.isEmpty)
    #expect(next.last.notice.contains("there is no session to bring back"))
  }

  @Test func aLostSessionCanBeForgotten() throws {
    _ = folder.desk(after: .enter("let x = 1"))
    let next = folder.desk(after: .enter("recover discard"), .enter("recover"))
    #expect(next.snapshots[0].lostSession.isEmpty == false)
    #expect(next.last.lostSession.isEmpty)
    #expect(next.entries.isEmpty)
    #expect(folder.desk(after: .enter("print 1")).snapshots[0].lostSession.isEmpty)
    #expect(try folder.journals.count == 1)
  }

  @Test func theYoungestOfSeveralComesFirst() throws {
    _ = folder.desk(after: .enter("let first = 1"))
    _ = folder.desk(after: .enter("let second = 2"))
    let next = folder.desk(after: .enter("recover"))
    #expect(next.entries.map(\.text) == ["let second = 2"])
    #expect(!next.last.lostSession.isEmpty)
  }

  @Test func entriesThatWereNotWrittenAreNotGivenUp() throws {
    _ = folder.desk(after: .enter("let old = 1"))
    let next = folder.desk(after: .enter("let new = 2"), .enter("recover"))
    #expect(next.entries.map(\.text) == ["let new = 2"])
    #expect(next.last.notice.contains("not written"))
    #expect(!next.last.lostSession.isEmpty)
  }

  @Test func aSessionThatIsAliveIsNotOffered() throws {
    let files = LiveFiles(folder: folder.path)
    let alive = Session(environment: SessionEnvironment(liveFiles: files)) { _ in }
    alive.run("let x = 1")
    #expect(try folder.journals.count == 1)
    #expect(folder.desk(after: .enter("print 1")).snapshots[0].lostSession.isEmpty)
    #expect(alive.document.entries.count == 1)
  }

  @Test func whatWasDeletedMovedAndEditedComesBackSo() throws {
    _ = folder.desk(
      after: .enter("let x = 1"), .enter("let y = 2"), .enter("let z = 3"), .enter("entry delete 2"),
      .enter("entry move 3 1"), .revise(entry: 1, text: "let x = 10"))
    #expect(folder.desk(after: .enter("recover")).entries.map(\.text) == ["let z = 3", "let x = 10"])
  }

  @Test func aFileThatWasOpenComesBackByteForByte() throws {
    let text = "#%% Title\r\nlet x = 1   # kept\r\n\r\n\r\n# %% [markdown]\r\n# prose"
    let path = try folder.files.write("a.rnn", text)
    _ = folder.desk(after: .open(path), .enter("let y = 2"))
    let next = folder.desk(after: .enter("recover"), .enter("write"))
    #expect(next.last.document.path == path)
    #expect(try folder.files.read("a.rnn") == text + "\r\n\r\n# %%\r\nlet y = 2\r\n")
  }

  /// Wherever the disk stopped writing, and whatever bit of the end is wrong: what comes back is a beginning of what
  /// was entered, and what was left out is said.
  @Test(arguments: 0..<24)
  func aDamagedEndIsCutOffAndSaid(seed: Int) throws {
    let texts = (1...6).map { "let x\($0) = \($0)" }
    let first = folder.desk()
    for text in texts.dropLast() { first.jobs.send(.enter(text)) }
    first.run(.enter(texts[5]))
    let path = folder.path + "/" + (try #require(try folder.journals.first))
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    let place = 17 + (seed * 7919 + 131) % (bytes.count - 17)
    if seed.isMultiple(of: 2) { bytes.removeSubrange(place...) } else { bytes[place] ^= 1 << UInt8(seed % 8) }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let next = folder.desk(after: .enter("recover"))
    let found = next.entries.map(\.text)
    guard !next.snapshots[0].lostSession.isEmpty else { return }
    #expect(found == Array(texts.prefix(found.count)))
    #expect(next.last.notice.contains("damaged bytes") || seed.isMultiple(of: 2))
  }

  @Test func whatHasWorkedOnceComesBackAsPartOfTheScript() throws {
    _ = folder.desk(after: .enter("let x = 1"), .enter("print x"), .enter("entry delete 1"), .run(.all))
    let next = folder.desk(after: .enter("recover"), .enter("write \"\(folder.path)/a.rnn\""))
    #expect(next.statuses.first == .failed)
    #expect(try folder.files.read("a.rnn") == "# %%\nprint x\n")
  }

  @Test func aFileThatIsNoJournalIsLeftAlone() throws {
    _ = try folder.files.write("other.journal", "hello")
    #expect(folder.desk(after: .enter("print 1")).snapshots[0].lostSession.isEmpty)
    #expect(try folder.files.read("other.journal") == "hello")
  }

  @Test func aJournalThatCannotBeWrittenIsSaidOnceAndTheSessionGoesOn() throws {
    let missing = LiveFiles(folder: folder.path + "/missing")
    let desk = Desk(liveFiles: missing)
    desk.run(.enter("print 1"), .enter("print 2"))
    #expect(desk.statuses == [.done, .done])
    #expect(desk.entries[0].said.contains("the journal cannot be written (No such file or directory)"))
    #expect(desk.entries[1].said == "2")
  }

  @Test func twoNotebooksOnOneFileWarnEachOther() throws {
    let path = try folder.files.write("a.rnn", "# %%\nlet x = 1\n")
    let files = LiveFiles(folder: folder.path)
    var first: Session? = Session(environment: SessionEnvironment(liveFiles: files)) { _ in }
    _ = try first?.open(path)
    let second = folder.desk(after: .open(path))
    #expect(second.last.notice.contains("is open in another notebook too (process \(getpid()) on "))
    first = nil
    #expect(folder.desk(after: .open(path)).last.notice.isEmpty)
  }

  @Test func theLockGoesWithTheSessionAndToTheNextFile() throws {
    let path = try folder.files.write("a.rnn", "# %%\nlet x = 1\n")
    let files = LiveFiles(folder: folder.path)
    let session = Session(environment: SessionEnvironment(liveFiles: files)) { _ in }
    _ = try session.open(path)
    #expect(try folder.files.read(".a.rnn.unroll-lock").hasPrefix("\(getpid()) "))
    session.run("write \"\(folder.path)/b.rnn\"")
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/.a.rnn.unroll-lock"))
    #expect(FileManager.default.fileExists(atPath: folder.path + "/.b.rnn.unroll-lock"))
    files.removeAll()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["a.rnn", "b.rnn"])
  }

  @Test func aLockOfAnotherHostWarns() throws {
    let path = try folder.files.write("a.rnn", "# %%\nlet x = 1\n")
    _ = try folder.files.write(".a.rnn.unroll-lock", "77 elsewhere\u{1B}[31m\n")
    let notice = folder.desk(after: .open(path)).last.notice
    #expect(notice.contains("process 77 on elsewhere"))
    #expect(!notice.contains("\u{1B}"))
  }
}
