import Foundation
import SequenceEngine

/// Where a comparison was made.
package struct Machine {
  var processor: String
  var threads: Int
  var instructionSet: String

  package init(processor: String, threads: Int, instructionSet: String) {
    (self.processor, self.threads, self.instructionSet) = (processor, threads, instructionSet)
  }

  static var own: Machine {
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let info = ProcessInfo.processInfo
    return Machine(
      processor: processorName(text) ?? "unknown processor", threads: info.activeProcessorCount,
      instructionSet: Parallel.instructionSet)
  }

  /// The first processor's name as the kernel tells it.
  package static func processorName(_ cpuinfo: String) -> String? {
    let line = cpuinfo.split(separator: "\n").first { $0.hasPrefix("model name") }
    return line?.split(separator: ":", maxSplits: 1).last.map { $0.trimmingCharacters(in: .whitespaces) }
  }

  var sentence: String { "\(processor), \(threads) threads, \(instructionSet) kernels" }
}
