import Foundation

/// The most memory that a process has held at once.
package enum PeakMemory {
  /// Of this process; nil where the kernel does not tell. `getrusage` would count the parent's memory from before the
  /// program was loaded.
  static var megabytes: Double? {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return nil }
    return number(behind: "VmHWM:", in: status).map { $0 / 1024 }
  }

  private static let words = "peak memory"

  /// What `run` says of it.
  package static func sentence(_ megabytes: Double) -> String { "\(words) \(String(format: "%.1f", megabytes)) MB" }

  /// The number in that sentence.
  package static func megabytes(toldIn text: String) -> Double? { number(behind: words, in: text) }

  private static func number(behind words: String, in text: String) -> Double? {
    let line = text.split(separator: "\n").first { $0.hasPrefix(words) }
    return line?.dropFirst(words.count).split(whereSeparator: \.isWhitespace).first.flatMap { Double($0) }
  }
}
