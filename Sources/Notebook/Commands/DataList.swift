import Script
import SequenceEngine

/// What `data` alone lists: every set that has a name, by what its examples are.
enum DataList {
  private static let tasks = Catalogue.entries.filter { $0.file == nil }

  /// The sizes of a set: `3,126 months: sunspots`.
  private static func size(_ set: ShippedSet) -> String {
    "\(NumberFormat.integer.text(Double(set.size.count))) \(set.size.of): \(set.columns)"
  }

  static var text: String {
    let width = Catalogue.entries.map(\.name.count).max() ?? 0
    func line(_ name: String, _ text: String) -> String { "  " + name.padding(to: width + 2) + text }
    let shipped = ShippedSet.Group.allCases.map { group in
      let sets = ShippedSet.all.filter { $0.group == group }
      return [group.rawValue] + sets.flatMap { [line($0.name, $0.teaches), line("", size($0))] }
    }
    let generated = ["Tasks made by a rule"] + tasks.map { line($0.name, $0.teaches) }
    return (shipped + [generated]).map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
  }

  /// One table for all shipped sets.
  static var markdown: String {
    let rows = ShippedSet.all.map { set in
      "| `data \(set.name)` | \(NumberFormat.integer.text(Double(set.size.count))) \(set.size.of) | \(set.columns) | \(set.teaches) |"
    }
    return (["| set | rows | columns | what it teaches |", "|---|---|---|---|"] + rows).joined(separator: "\n")
  }
}
