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

  /// Many runs of one entry with long answers: the file holds the last of them alone, and all that stood beside it.
  @Test func aJournalThatHasGrownBeginsAgainWithWhatTheNotebookHolds() throws {
    let path = try folder.files.write("a.rnn", "let x = 1\n")
    let long = "for i in 1..300 { print \"\(String(repeating: "wide ", count: 1000))\" }"
    let jobs = [SessionJob.open(path), .enter(long)] + Array(repeating: .run(.entry(2)), count: 11)
    let desk = folder.desk()
    for job in jobs { desk.jobs.send(job) }
    desk.run(.enter("print 6 * 7"))
    let name = try #require(try folder.journals.first)
    let size = try FileManager.default.attributesOfItem(atPath: folder.path + "/" + name)[.size] as? Int
    #expect((1_500_000..<(8 << 20)).contains(try #require(size)))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.contains("unfinished") } == [])
    let next = folder.desk(after: .enter("recover"))
    #expect(next.entries.map(\.text) == ["let x = 1", long, "print 6 * 7"])
    #expect(next.entries.map(\.number) == [nil, 12, 13])
    #expect(next.entries.map { $0.said.count } == [0, desk.entries[1].said.count, 2])
    #expect(next.last.document.path == path)
  }
}
