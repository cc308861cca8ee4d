import Glibc
import Notebook
import Script
import SequenceEngine
import TerminalUI

/// What a script put out when it was recorded, in the file `NAME.rnn.out` beside it: a script is its own test.
///
/// Results alone count, as 80 columns without colour show them; times are not compared.
struct ExpectedOutput {
  let script: String

  /// What `--expect` and `--record` do.
  enum Use { case compare, record }

  var path: String { script + ".out" }

  private static let mark = "# unroll run --expect compares with this; kernels "

  // MARK: Recording

  func record(_ lines: [String]) throws {
    let text = ([Self.mark + Parallel.instructionSet] + lines).map { $0 + "\n" }.joined()
    try AtomicFile.write(Array(text.utf8), to: path)
    complain("recorded \(legible(path)): \(lines.count) \(lines.count == 1 ? "line" : "lines")")
  }

  // MARK: Comparing

  /// Whether the lines are those that were recorded; what differs is told on standard error.
  func agrees(_ lines: [String]) -> Bool {
    guard ScriptFile.exists(path), let source = try? ScriptFile.read(path) else {
      complain(
        "unroll: there is no '\(legible(path))' to compare with; to record it: unroll run --record \(legible(script))")
      return false
    }
    var recorded = source.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if recorded.last?.isEmpty == true { recorded.removeLast() }
    var kernels: String?
    if let first = recorded.first, first.hasPrefix(Self.mark) {
      kernels = String(first.dropFirst(Self.mark.count))
      recorded.removeFirst()
    }
    let differences = Self.differences(recorded, lines)
    guard !differences.isEmpty else { return true }
    complain("\(legible(script)): the output is not what was recorded in \(legible(path)) (- recorded, + now)")
    for line in differences.prefix(Self.mostShown) { complain(legible(line)) }
    if differences.count > Self.mostShown { complain("… \(differences.count - Self.mostShown) more lines") }
    if let kernels, kernels != Parallel.instructionSet {
      complain(
        "note: it was recorded with the kernels \(legible(kernels)), and these are \(Parallel.instructionSet); "
          + "UNROLL_ISA pins them")
    }
    complain("when the new output is right: unroll run --record \(legible(script))")
    return false
  }

  private static let mostShown = 40
  private static let longest = 20_000

  /// `- line` and `+ line` in order, with the number of the line in the recorded output before each group.
  private static func differences(_ recorded: [String], _ now: [String]) -> [String] {
    let (old, new) = (recorded.map(comparable), now.map(comparable))
    guard old != new else { return [] }
    guard max(old.count, new.count) <= longest else {
      let first = zip(old, new).prefix { $0 == $1 }.count
      return ["line \(first + 1):"] + recorded.dropFirst(first).prefix(1).map { "- " + $0 }
        + now.dropFirst(first).prefix(1).map { "+ " + $0 }
    }
    let change = new.difference(from: old)
    var removed: Set<Int> = []
    var inserted: Set<Int> = []
    for step in change {
      switch step {
      case .remove(let place, _, _): removed.insert(place)
      case .insert(let place, _, _): inserted.insert(place)
      }
    }
    var result: [String] = []
    var (i, j) = (0, 0)
    var isInGroup = false
    while i < old.count || j < new.count {
      let differs = removed.contains(i) || inserted.contains(j)
      if differs, !isInGroup { result.append("line \(i + 1):") }
      isInGroup = differs
      if removed.contains(i), i < old.count {
        result.append("- " + recorded[i])
        i += 1
      } else if inserted.contains(j), j < new.count {
        result.append("+ " + now[j])
        j += 1
      } else {
        i += 1
        j += 1
      }
    }
    return result
  }

  /// A line with its times blotted out: they differ from run to run. Those that were printed as numbers are already.
  private static func comparable(_ line: String) -> String {
    line.replacing(/(?:[0-9][0-9.,e+-]*|…)( ?)(s|ms|µs|min|tokens\/s)\b/) { "#\($0.output.1)\($0.output.2)" }
  }
}

/// Keeps what the text of a run shows, for `ExpectedOutput`, and hands every event on.
final class KeepingWriter: EventWriter {
  private let writer: any EventWriter
  private(set) var lines: [String] = []

  init(_ writer: any EventWriter) { self.writer = writer }

  var failure: Int32? { writer.failure }
  func begin(seed: UInt64) { writer.begin(seed: seed) }
  func end(status: Int32, seconds: Double) { writer.end(status: status, seconds: seconds) }
  func flush() { writer.flush() }

  func write(_ event: SessionEvent) {
    writer.write(event)
    guard let output = Self.kept(event) else { return }
    let drawn = output.lines(Drawing(width: 80, characters: .unicode)).ansi(depth: .none)
    lines += drawn.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if drawn.hasSuffix("\n") { lines.removeLast() }
  }

  private static func kept(_ event: SessionEvent) -> Output? {
    if case .timed(_, let comparable) = event { return .text(comparable) }
    return TextWriter.result(of: event)
  }
}
