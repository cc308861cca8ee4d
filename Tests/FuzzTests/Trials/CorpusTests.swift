import Foundation
import Glibc
import Testing

/// Every reader of untrusted bytes, on every input that was ever worth keeping and on some thousands of mutations of
/// them. A process of its own is given each input with a second of processor time and 512 MB: what traps, hangs or takes
/// more ends it.
@Suite struct CorpusTests {
  private static let mutations = ProcessInfo.processInfo.environment["UNROLL_MUTATIONS"].flatMap { Int($0) } ?? 2000

  @Test(arguments: FuzzTarget.all) func `survives every input`(_ target: FuzzTarget) async throws {
    let names = try Corpus.names(target.corpus)
    try #require(names.count > 2, "\(target.corpus) has hardly any kept inputs")
    let last = FileManager.default.temporaryDirectory.appending(path: "fuzz-\(target.name)-\(getpid())").path
    defer { try? FileManager.default.removeItem(atPath: last) }
    let result = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
      [name = target.name as String, count = Self.mutations as Int, last = last as String] in
      let target = try #require(FuzzTarget.named(name))
      let inputs = try Corpus.names(target.corpus).map { ($0, try Corpus.input($0, of: target.corpus)) }
      let watch = try InputWatch(last)
      for (name, input) in inputs {
        for variant in target.variants(of: input) { watch.run(target, on: variant) }
        print("survived", name)
      }
      var mutation = Mutation(of: inputs.map(\.1), words: target.words, seed: 1)
      for _ in 0..<count { watch.run(target, on: mutation.next()) }
      print("survived", count, "mutations")
      exit(0)
    }
    if let result {
      let told = String(decoding: result.standardOutputContent, as: UTF8.self)
      let survived = told.split(separator: "\n").filter { $0.hasPrefix("survived ") }.map { $0.dropFirst(9) }
      #expect(survived == names.map { $0[...] } + ["\(Self.mutations) mutations"])
    }
    if result == nil, let input = FileManager.default.contents(atPath: last) {
      Issue.record("\(target.name) does not survive these bytes (base64): \(input.base64EncodedString())")
    }
  }

  @Test func `every folder of the corpus belongs to a target`() throws {
    let folders = try FileManager.default.contentsOfDirectory(atPath: Corpus.folder)
    #expect(Set(folders) == Set(FuzzTarget.all.map(\.corpus)))
  }

  @Test func `the same seed mutates in the same way`() {
    func first(_ seed: UInt64) -> [[UInt8]] {
      var mutation = Mutation(of: [Array("abcdefgh".utf8), []], words: ["word"], seed: seed)
      return (0..<50).map { _ in mutation.next() }
    }
    #expect(first(1) == first(1))
    #expect(first(1) != first(2))
  }
}

/// The kept inputs, by reader.
enum Corpus {
  static var folder: String { URL(filePath: #filePath + "/../../Corpus").standardized.path }

  static func names(_ corpus: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder + "/" + corpus).sorted()
  }

  static func input(_ name: String, of corpus: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: folder + "/" + corpus + "/" + name)))
  }
}

/// Ends the process at an input that takes too long or too much memory, and leaves that input in a file.
private struct InputWatch {
  #if DEBUG
    private static let seconds = 20
  #else
    private static let seconds = 1
  #endif

  private let file: Int32

  init(_ path: String) throws {
    file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0o600)
    try #require(file >= 0)
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmData:") })
    let used = try #require(line.split { !$0.isNumber }.first.flatMap { rlim_t($0) }) << 10
    var limit = rlimit(rlim_cur: used + 512 << 20, rlim_max: used + 512 << 20)
    try #require(setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit) == 0)
  }

  func run(_ target: FuzzTarget, on input: [UInt8]) {
    ftruncate(file, 0)
    pwrite(file, input, input.count, 0)
    allow(Self.seconds)
    target.run(input)
    allow(0)
  }

  /// Processor time and not the clock's, so that a busy machine fails no input.
  private func allow(_ seconds: Int) {
    var timer = itimerval(it_interval: timeval(), it_value: timeval(tv_sec: seconds, tv_usec: 0))
    setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &timer, nil)
  }
}
