import Foundation
import Notebook
import Testing

/// A journal has every version of every entry until it is made smaller; what is too large to be read is said.
@Suite struct JournalSizeTests {
  private let folder: JournalFolder

  init() throws { folder = try JournalFolder() }

  /// Makes the only journal so large, by zeros behind what was written.
  private func lengthenJournal(to bytes: UInt64) throws {
    let path = folder.path + "/" + (try #require(try folder.journals.first))
    let file = try #require(FileHandle(forWritingAtPath: path))
    try file.truncate(atOffset: bytes)
    try file.close()
  }

  @Test func aJournalMayBeLargerThanAScript() throws {
    _ = folder.desk(after: .enter("let x = 1"))
    try lengthenJournal(to: 17 << 20)
    let next = folder.desk(after: .enter("recover"))
    #expect(next.entries.map(\.text) == ["let x = 1"])
    #expect(next.last.notice.contains("damaged bytes"))
  }

  @Test func aJournalThatIsTooLargeToReadIsNamedAndStays() throws {
    _ = folder.desk(after: .enter("let x = 1"))
    try lengthenJournal(to: 129 << 20)
    let name = try #require(try folder.journals.first)
    let next = folder.desk(after: .enter("recover"))
    #expect(next.snapshots[0].lostSession.isEmpty)
    #expect(next.last.notice.contains("one whose journal cannot be read"))
    #expect(next.last.notice.contains("\(name)' is larger than the 128 MB that are read"))
    #expect(try folder.journals.contains(name))
  }

  private static let long = "for i in 1..300 { print \"\(String(repeating: "wide ", count: 1000))\" }"

  /// Many runs of one entry with long answers, behind an entry of a file.
  ///
  /// - Parameter before: done when the first run is over.
  private func grow(_ desk: Desk, before: @escaping () -> Void = {}) throws -> String {
    let path = try folder.files.write("a.rnn", "let x = 1\n")
    desk.when {
      $0.jobsTaken == 2
    } then: {
      before()
      for _ in 1...11 { desk.jobs.send(.run(.entry(2))) }
      desk.jobs.send(.enter("print 6 * 7"))
    }
    desk.run(.open(path), .enter(Self.long))
    return path
  }

  private func size() throws -> Int {
    let path = folder.path + "/" + (try #require(try folder.journals.first))
    return try #require(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
  }

  private func unfinished() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.contains("unfinished") }
  }

  @Test func aJournalThatHasGrownBeginsAgainWithWhatTheNotebookHolds() throws {
    let desk = folder.desk()
    let path = try grow(desk)
    #expect((1_500_000..<(8 << 20)).contains(try size()))
    #expect(try unfinished() == [])
    let next = folder.desk(after: .enter("recover"))
    #expect(next.entries.map(\.text) == ["let x = 1", Self.long, "print 6 * 7"])
    #expect(next.entries.map(\.number) == [nil, 12, 13])
    #expect(next.entries.map { $0.said.count } == [0, desk.entries[1].said.count, 2])
    #expect(next.last.document.path == path)
  }

  @Test func aJournalThatCannotBeginAgainGoesOn() throws {
    _ = try grow(folder.desk()) {
      // Something that cannot be replaced stands where the smaller one would be written.
      let journal = (try? folder.journals.first) ?? "none"
      try? FileManager.default.createDirectory(
        atPath: folder.path + "/" + journal + ".unfinished", withIntermediateDirectories: true)
    }
    #expect(try unfinished().count == 1 && size() > 8 << 20)
    let next = folder.desk(after: .enter("recover"))
    #expect(next.entries.map(\.text) == ["let x = 1", Self.long, "print 6 * 7"])
  }

  @Test func whatAKilledSessionHadBegunToWriteAnewIsOfNoAccount() throws {
    _ = folder.desk(after: .enter("let x = 1"))
    let journal = try #require(try folder.journals.first)
    _ = try folder.files.write(journal + ".unfinished", "unroll journal 1\nhalf")
    #expect(folder.desk(after: .enter("recover")).entries.map(\.text) == ["let x = 1"])
    #expect(try unfinished() == [])
  }
}
