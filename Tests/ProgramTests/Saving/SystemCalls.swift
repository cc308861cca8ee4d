import Foundation
import Testing

/// strace: every system call of a program on chosen files, and what happens when one of them ends the program or fails.
struct SystemCalls {
  /// One call of a program, the N-th of its name on the chosen files.
  struct Call: CustomStringConvertible {
    var name: String
    var number: Int

    var description: String { "\(name) \(number)" }
  }

  private static let strace = "/usr/bin/strace"
  static let reason: Comment = "strace is not installed or may not trace here: scripts/test installs it"

  /// Whether it is there and may trace.
  static let canTrace: Bool = {
    guard FileManager.default.isExecutableFile(atPath: strace) else { return false }
    let child = try? Child([strace, "-f", "-qq", "-o", "/dev/null", "/bin/true"], environment: [])
    return child?.finish().status == 0
  }()

  /// Whether every call is tried, and not only some.
  static var triesAll: Bool { ProcessInfo.processInfo.environment["UNROLL_SAVING"] == "all" }

  /// Of very many cases some that are spread over all, or all.
  static func chosen<Case>(_ cases: [Case], _ count: Int) -> [Case] {
    guard !triesAll, cases.count > count else { return cases }
    return (0..<count).map { cases[$0 * cases.count / count] }
  }

  /// What a command is preceded by.
  static func carrier(_ paths: [String], injecting fault: String) -> [String] {
    [strace, "-f", "-qq", "-o", "/dev/null", "-e", "inject=\(fault)"] + paths.flatMap { ["-P", $0] }
  }

  /// The calls that a command makes on these files, in order.
  static func made(on paths: [String], by run: (_ carrier: [String]) throws -> Void) throws -> [Call] {
    try traced(paths.flatMap { ["-P", $0] }, run).map(\.call)
  }

  /// Of a command all calls, wherever they go, of the kinds of which one concerns something in this folder.
  static func made(concerning folder: String, by run: (_ carrier: [String]) throws -> Void) throws -> [Call] {
    let all = try traced(["-y"], run)
    let names = Set(all.filter { $0.line.contains(folder) }.map(\.call.name))
    return all.map(\.call).filter { names.contains($0.name) }
  }

  private static func traced(
    _ options: [String], _ run: (_ carrier: [String]) throws -> Void
  ) throws -> [(call: Call, line: Substring)] {
    let log = FileManager.default.temporaryDirectory.appendingPathComponent("unroll-calls-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: log) }
    try run([strace, "-f", "-qq", "-o", log.path] + options)
    var counts: [String: Int] = [:]
    return try String(contentsOf: log, encoding: .utf8).split(separator: "\n").compactMap { line in
      // A call that another thread has cut in two is there twice.
      guard !line.contains(" resumed>") else { return nil }
      // A short number of a process has blanks behind it.
      let call = line.drop { $0.isNumber || $0 == " " }
      guard call.first?.isLetter == true, let bracket = call.firstIndex(of: "(") else { return nil }
      let name = String(call[..<bracket])
      counts[name, default: 0] += 1
      return (Call(name: name, number: counts[name] ?? 1), call)
    }
  }
}
