import Foundation
import Testing

/// Runs the program that was built beside this test bundle.
struct Program {
  struct Result {
    var status: Int32
    var output: String
    var errors: String
    /// What was really written, results and then messages.
    var bytes: [UInt8]

    var lines: [String] { output.split(separator: "\n").map(String.init) }
  }

  static let path =
    Bundle.allBundles.map(\.bundlePath).filter { $0.hasSuffix(".xctest") }
    .map { URL(fileURLWithPath: $0).deletingLastPathComponent().appendingPathComponent("unroll").path }.first
    ?? URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent("unroll").path

  static func run(
    _ arguments: String..., input: String = "", environment: [String: String] = [:], folder: URL? = nil
  ) throws -> Result {
    try run(words: arguments, input: input, environment: environment, folder: folder)
  }

  static func run(
    words arguments: [String], input: String = "", environment: [String: String] = [:], folder: URL? = nil
  ) throws -> Result {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    if let folder { process.currentDirectoryURL = folder }
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
    // Files and no pipes: a program that has much to complain of would wait for a reader, and one that ends before it
    // has read its input would break the pipe under the writer.
    let files = FileManager.default.temporaryDirectory.appendingPathComponent("unroll-\(UUID().uuidString)").path
    let (given, told) = (URL(fileURLWithPath: files + ".input"), URL(fileURLWithPath: files + ".errors"))
    defer { for file in [given, told] { try? FileManager.default.removeItem(at: file) } }
    try Data(input.utf8).write(to: given)
    try Data().write(to: told)
    let output = Pipe()
    process.standardInput = try FileHandle(forReadingFrom: given)
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: told)
    try process.run()
    let read = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let complaints = try Data(contentsOf: told)
    return Result(
      status: process.terminationStatus, output: String(decoding: read, as: UTF8.self),
      errors: String(decoding: complaints, as: UTF8.self), bytes: Array(read + complaints))
  }

  /// A script in a file of its own, removed when `body` ends.
  static func withScript<Value>(_ text: String, _ body: (String) throws -> Value) throws -> Value {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("unroll-\(UUID().uuidString).rnn")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try body(file.path)
  }
}
