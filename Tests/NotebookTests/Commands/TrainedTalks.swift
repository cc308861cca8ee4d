import Foundation
import Notebook

/// Conversations about data in files, and what they answered last.
protocol TrainedTalks {
  var folder: ScriptFolder { get }
}

extension TrainedTalks {
  /// A wave with a little noise that no two rows share.
  func wave(_ rows: Int, spikes: Set<Int> = []) throws -> String {
    let values = (0..<rows).map { (row: Int) -> Double in
      let noise = 0.2 * sin(Double(row * row))
      return 10 + 3 * sin(0.4 * Double(row)) + noise + (spikes.contains(row) ? 9 : 0)
    }
    return try folder.write("wave.csv", "y\n" + values.map { "\($0)" }.joined(separator: "\n") + "\n")
  }

  func table(_ talk: Conversation) -> Table? {
    talk.outputs.reversed().compactMap { if case .table(let table) = $0 { table } else { nil } }.first
  }

  func record(_ talk: Conversation, _ event: String) -> EventRecord? {
    talk.events.reversed().compactMap {
      if case .record(let record) = $0, record.event == event { record } else { nil }
    }
    .first
  }

  func numbers(_ table: Table?, _ column: Int) -> [Double?] {
    (table?.rows ?? []).map { if case .number(let number, _) = $0[column] { number } else { nil } }
  }

  func words(_ table: Table?, _ column: Int) -> [String] {
    (table?.rows ?? []).map { if case .text(let text) = $0[column] { text } else { "" } }
  }
}
