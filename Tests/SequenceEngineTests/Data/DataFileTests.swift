import Foundation
import SequenceEngine
import Testing

@Suite struct DataFileTests {
  private let folder: TemporaryFolder
  private struct Stopped: Error {}

  init() throws { folder = try TemporaryFolder() }

  private func read(
    _ path: String, byteBudget: Int = 1_000_000_000, progress: DataProgress = { _, _ in }
  ) throws -> Dataset {
    try Dataset(
      .text(path: path, TextOptions()), split: .undivided, byteBudget: byteBudget, progress: progress)
  }

  @Test func onlyRegularFilesWithDataAreRead() throws {
    #expect(
      folder.message { try read(folder.path("none")) }
        == "'none': expected a readable file, found No such file or directory; check the path; it is relative to"
        + " the script,"
        + " or at the prompt to the current folder")
    #expect(
      folder.message { try read(folder.write("empty", "")) }
        == "'empty': expected a file with data, found an empty file; give another file")
    mkfifo(folder.path("pipe"), 0o600)
    #expect(
      folder.message { try read(folder.path("pipe")) }
        == "'pipe': expected a regular file, found a pipe; give the path of a file with data")
    mkdir(folder.path("sub"), 0o700)
    #expect(
      folder.message { try read(folder.path("sub")) }
        == "'sub': expected a file, or a folder with one file for each part: train, valid or dev, test, found a folder without"
        + " them; give the path of a file with data")
    #expect(
      message { try read("/dev/zero") }
        == "'/dev/zero': expected a regular file, found a device; give the path of a file with data")
  }

  @Test func aFileAboveTheBudgetIsRefusedBeforeItIsRead() throws {
    let path = folder.path("sparse")
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    truncate(path, 10_000_000_000)
    #expect(
      folder.message { try read(path) }
        == "'sparse': expected a file of at most 1 GB, found 10 GB; cut the file")
    #expect(
      folder.message { try read(folder.write("t", "abcdef"), byteBudget: 5) }
        == "'t': expected a file of at most 5 bytes, found 6 bytes; cut the file")
    #expect(try read(folder.write("t", "abcdef"), byteBudget: 6).count(.train) == 1)
  }

  @Test func progressRisesToTheEndAndCanStopTheReading() throws {
    let path = try folder.write("long", String(repeating: "ab", count: 400_000))
    var reports: [Int] = []
    _ = try read(path) { done, total in
      #expect(total == 800_000)
      reports.append(done)
    }
    #expect(reports.first == 0 && reports.last == 800_000)
    #expect(reports == reports.sorted())
    #expect(throws: Stopped.self) {
      try read(path) { done, _ in if done > 0 { throw Stopped() } }
    }
  }

  @Test func escapeSequencesInNamesAndTextDoNoHarm() throws {
    let path = try folder.write("evil\u{1B}[2J.txt", "\u{1B}]52;c;x\u{7}\u{1B}]52;c;x\u{7}")
    #expect(try read(path).vocabulary?.symbols.contains("\u{1B}") == true)
    let failure = folder.message { try read(path + "x") }
    #expect(failure?.hasPrefix("'evil\\u{1b}[2J.txtx': expected a readable file") == true)
  }
}
