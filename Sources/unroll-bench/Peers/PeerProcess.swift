import Foundation

/// A script that runs as long as this value lives, and answers one request after another.
package final class PeerProcess {
  /// Why a script gives no figures.
  package enum Failure: Error, CustomStringConvertible {
    case missing(String)
    case silent(script: String, said: String)
    case refused(script: String, String)

    package var description: String {
      switch self {
      case .missing(let packages): "not installed: \(packages)"
      case .silent(let script, let said): "\(script) ended without an answer\(said.isEmpty ? "" : ": \(said)")"
      case .refused(let script, let reason): "\(script) failed: \(reason)"
      }
    }
  }

  /// The library with its version.
  package private(set) var version = ""
  private let script: String
  private let process = Process()
  private let (questions, answers) = (Pipe(), Pipe())
  /// Warnings and traces, of which only the last line is of use, and only after a failure.
  private let complaints: URL
  private var unread = Data()

  package init(_ peer: Peer, python: String, scripts: URL, threads: Int, in folder: URL) throws {
    script = peer.script
    complaints = folder.appendingPathComponent("\(peer.rawValue)-\(threads).log")
    try Data().write(to: complaints)
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = [scripts.appendingPathComponent(peer.script).path, "--threads", String(threads)]
    (process.standardInput, process.standardOutput) = (questions, answers)
    process.standardError = try FileHandle(forWritingTo: complaints)
    try process.run()
    let hello = try answer()
    if let missing = hello.missing { throw Failure.missing(missing) }
    version = hello.version ?? peer.name
  }

  deinit {
    try? questions.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  /// - Throws: `Failure` with what the script said.
  package func ask(_ request: PeerRequest) throws -> PeerAnswer {
    var line = try JSONEncoder().encode(request)
    line.append(UInt8(ascii: "\n"))
    do {
      try questions.fileHandleForWriting.write(contentsOf: line)
    } catch {
      throw silent()
    }
    let answer = try answer()
    if let error = answer.error { throw Failure.refused(script: script, error) }
    return answer
  }

  private func answer() throws -> PeerAnswer {
    while true {
      if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
        let line = Data(unread[..<end])
        unread = Data(unread[(end + 1)...])
        // Libraries, too, write to the standard output.
        if let answer = try? JSONDecoder().decode(PeerAnswer.self, from: line) { return answer }
        continue
      }
      let more = answers.fileHandleForReading.availableData
      guard !more.isEmpty else { throw silent() }
      unread.append(more)
    }
  }

  private func silent() -> Failure {
    let said = (try? String(contentsOf: complaints, encoding: .utf8)) ?? ""
    return .silent(script: script, said: said.split(separator: "\n").last.map { String($0.prefix(300)) } ?? "")
  }
}
