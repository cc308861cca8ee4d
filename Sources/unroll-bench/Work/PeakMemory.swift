import Foundation

/// The most memory that this process has held at once.
enum PeakMemory {
  /// nil where the kernel does not tell. `getrusage` would count the parent's memory from before the program was loaded.
  static var megabytes: Double? {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return nil }
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Double($0) }.map { $0 / 1024 }
  }
}
