import Foundation

/// A whole comparison as Markdown: one row for each case, and below it what was measured beside.
package struct ComparisonReport {
  var date: String
  var machine: Machine
  /// Libraries with their versions.
  package var versions: [String] = []
  var threads: [Int]
  package var results: [CaseResult] = []
  /// GFLOP/s of a large product; [number of threads].
  package var peak: [Double] = []
  /// Peak megabytes of a process that trains case b, ours first.
  package var memory: [(name: String, megabytes: Double)] = []
  package var failures: [String] = []

  package init(date: String, machine: Machine, threads: [Int]) {
    (self.date, self.machine, self.threads) = (date, machine, threads)
  }

  package var markdown: String {
    let title = "\(date), \(machine.sentence); \(versions.joined(separator: ", ")). "
    return ([title + explanation, ""] + table + [""] + notes.map { "- " + $0 }).joined(separator: "\n") + "\n"
  }

  /// What is told of a case as soon as it is measured.
  func line(_ result: CaseResult) -> String {
    let contenders = result.benchmark.contenders.filter { $0.variant != .plain }
    let others = contenders.compactMap { contender in
      result.peers[contender].map { "\(contender.name) \(Self.times($0))" }
    }
    let ratio = result.ratio().map { "\(Self.ratio($0)) (goal \(Self.ratio(result.benchmark.goal)))" }
    let parts = ["ours \(Self.times(result.own)) ms"] + others + [ratio ?? "no peer"]
    let limit = result.shareOfLimit.isEmpty ? [] : ["\(Self.shares(result.shareOfLimit)) of the limit"]
    let difference = result.difference.map { ["difference \(Self.difference($0))"] } ?? []
    return "\(result.benchmark.rawValue)  \(result.benchmark.title): "
      + (parts + limit + difference).joined(separator: ", ")
  }

  private var explanation: String {
    "Milliseconds of the median update, the best of several rounds that take turns, with "
      + threads.map(String.init).joined(separator: " / ") + " threads."
  }

  // MARK: Table

  private var peers: [Peer] {
    Peer.allCases.filter { peer in results.contains { $0.peers.keys.contains { $0.peer == peer } } }
  }

  private var table: [String] {
    let header =
      ["case", "ours"] + peers.map(\.name) + ["fastest peer", "ratio", "goal", "of the limit", "difference"]
    let rows = results.map { result in
      ["\(result.benchmark.rawValue)  \(result.benchmark.title)", Self.times(result.own)]
        + peers.map { cell(result, $0) } + [result.rival?.contender.name ?? "", Self.ratio(result.ratio())]
        + [Self.ratio(result.benchmark.goal), Self.shares(result.shareOfLimit), Self.difference(result.difference)]
    }
    let rule = header.indices.map { $0 == 0 || header[$0] == "fastest peer" ? "---" : "---:" }
    return ([header, rule] + rows).map { "| " + $0.joined(separator: " | ") + " |" }
  }

  private func cell(_ result: CaseResult, _ peer: Peer) -> String {
    result.benchmark.contenders.filter { $0.peer == peer && $0.variant != .plain }.compactMap { contender in
      result.peers[contender].map { Self.times($0) + (contender.form.map { " (\($0))" } ?? "") }
    }.joined(separator: ", ")
  }

  // MARK: Notes

  private var notes: [String] {
    var notes = [
      "of the limit: what of our time the matrix products of the update alone take with the same kernels and threads; "
        + "one product of 1024³ runs at \(Self.list(peak) { String(format: "%.0f", $0) }) GFLOP/s"
    ]
    for result in results {
      let letter = result.benchmark.rawValue
      for (contender, goal) in result.benchmark.furtherGoals {
        guard result.peers[contender] != nil, let ratio = result.ratio(to: contender) else { continue }
        notes.append("\(letter): \(Self.ratio(ratio)) beside \(contender.name) (goal \(Self.ratio(goal)))")
      }
      if let overhead = overheads(result) { notes.append("\(letter): \(overhead)") }
    }
    if !memory.isEmpty {
      let all = memory.map { "\($0.name) \(String(format: "%.0f", $0.megabytes)) MB" }.joined(separator: ", ")
      notes.append("peak memory of a process that trains b: \(all) (goal: below \(Int(Goal.memory)) MB)")
    }
    return notes + results.flatMap(\.failures) + failures
  }

  private func overheads(_ result: CaseResult) -> String? {
    guard let own = CaseResult.overhead(result.own, result.plain) else { return nil }
    var parts = ["ours \(Self.percent(own)) (goal: at most \(Self.percent(Goal.overheadOfLooking)))"]
    for contender in result.benchmark.contenders where contender.variant == .usual {
      let plain = result.peers.first { $0.key.peer == contender.peer && $0.key.variant == .plain }?.value
      guard let overhead = CaseResult.overhead(result.peers[contender], plain) else { continue }
      parts.append("\(contender.name) \(Self.percent(overhead))")
    }
    return "looking makes the same pass longer by: " + parts.joined(separator: ", ")
  }

  // MARK: Numbers

  static func times(_ times: Times) -> String { list(times.all, milliseconds) }

  static func list(_ values: [Double], _ text: (Double) -> String) -> String {
    values.map(text).joined(separator: " / ")
  }

  /// Three digits.
  static func milliseconds(_ value: Double) -> String {
    value >= 99.95
      ? String(format: "%.0f", value) : value >= 9.995 ? String(format: "%.1f", value) : smallMilliseconds(value)
  }

  private static func smallMilliseconds(_ value: Double) -> String {
    value >= 0.9995
      ? String(format: "%.2f", value)
      : value >= 0.09995 ? String(format: "%.3f", value) : String(format: "%.4f", value)
  }

  static func ratio(_ value: Double?) -> String {
    value.map { String(format: $0 >= 9.95 ? "%.1f×" : "%.2f×", $0) } ?? ""
  }

  static func percent(_ share: Double) -> String { String(format: "%.0f %%", share * 100) }

  static func shares(_ shares: [Double]) -> String {
    shares.isEmpty ? "" : list(shares) { String(format: "%.0f", $0 * 100) } + " %"
  }

  static func difference(_ value: Double?) -> String { value.map { String(format: "%.0e", $0) } ?? "" }
}
