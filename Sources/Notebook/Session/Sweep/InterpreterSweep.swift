import Script
import SequenceEngine

/// `sweep` and `report`.
extension Interpreter {
  /// Columns of the row of this combination; a value for a name of the sweep's head is refused.
  func report(_ columns: [ReportColumn], at place: Place) throws {
    guard reported != nil else {
      throw SessionError("'report' belongs into the block of a sweep", hint: "to show values write print")
    }
    for column in columns {
      let value = try evaluator(place).evaluate(column.value)
      reported?.append((column.name, value))
    }
  }

  func sweep(_ sweep: Sweep, _ range: SourceRange, at place: Place) throws {
    guard reported == nil else { throw Self.nestedSweep }
    // Its combinations run in sessions of their own, out of sight.
    trace?.read(workspace.resources)
    let plan = try self.plan(sweep, at: place)
    let jobs = try sweep.jobs.map { try self.jobs($0, at: place) } ?? Parallel.threads
    let head = Self.head(place.source[range])
    let key = key(of: sweep, plan, at: place)
    var result = SweepResult(plan: plan, key: key)
    var file = sweepPath(at: place).map { SweepFile(path: $0) }
    takeUp(&result, file, head: head)

    var told = 0
    func tellRows() {
      // In the order of the combinations, whichever is through first.
      while let row = result.rows[told] {
        for text in row.printed { emit(.printed("\(plan.label(told)): \(text)")) }
        for text in row.warnings { emit(.warning("\(plan.label(told)): \(text)")) }
        told += 1
      }
    }
    tellRows()
    var lastKept = environment.now()
    var isKept = true
    func keep() {
      guard isKept else { return }
      lastKept = environment.now()
      do {
        try file?.put(.init(key: key, head: head, rows: result.rows.filter { $0.value.error == nil }))
        if let file { sweepFiles[file.path, default: []].insert(key) }
      } catch {
        isKept = false
        emit(.warning("rows that are finished cannot be kept for another run: \(error)"))
      }
    }
    func tellProgress(_ detail: String) throws {
      emit(.progress(Progress("sweep", done: result.rows.count, total: plan.count, detail: detail)))
      try watch?.progressed()
    }

    let start = SweepRunner.Start(
      workspace: workspace, document: document, including: including, environment: environment,
      place: Place(source: place.source, folder: place.folder), body: sweep.body)
    let runner = SweepRunner(start, plan, (0..<plan.count).filter { result.rows[$0] == nil })
    var detail = ""
    defer {
      workspace.sweep = result
      hasChanged = true
    }
    do {
      try runner.run(jobs: jobs) {
        try checkInterrupt()
        try tellProgress(detail)
      } finished: { number, row in
        result.rows[number] = row
        tellRows()
        detail = "\(result.rows.count) of \(plan.count)  \(plan.label(number))"
        if environment.now() - lastKept >= 1 { keep() }
      }
    } catch {
      guard !result.rows.isEmpty else {
        emit(.output(.note("stopped before the first of \(plan.count) combinations was through")))
        throw error
      }
      keep()
      show(result)
      let shelf = isKept ? file.map { " (kept in \($0.name))" } ?? "" : ""
      emit(
        .output(
          .note(
            "stopped after \(result.rows.count) of \(plan.count) combinations; the same sweep goes on from there\(shelf)"
          )))
      throw error
    }
    keep()
    show(result)
    tellFailures(result, range, at: place)
  }

  private func show(_ result: SweepResult) {
    shown = [.table(result.table)]
    emit(.output(.table(result.table)))
  }

  static let nestedSweep = SessionError(
    "a sweep cannot stand inside another one", hint: "put all variables into one: sweep a in …, b in … { … }")

  func plan(_ sweep: Sweep, at place: Place) throws -> SweepPlan {
    var variables: [(name: String, values: [Value])] = []
    for (name, values) in sweep.variables {
      guard case .list(let list) = try evaluator(place).evaluate(values) else {
        throw Diagnostic(
          "'\(name.text)' goes through a list or a range, and '\(place.source[values.range])' is none",
          at: values.range, in: place.source, hint: "for example: sweep \(name.text) in [1, 2, 4] { … }")
      }
      variables.append((name.text, list))
    }
    return try SweepPlan(variables)
  }

  func jobs(_ expression: Expression, at place: Place) throws -> Int {
    let jobs = try evaluator(place).whole(expression)
    guard (1...64).contains(jobs) else {
      throw Diagnostic("jobs goes from 1 to 64, not \(jobs)", at: expression.range, in: place.source)
    }
    return jobs
  }

  /// Everything that the rows depend on. How many run at once is not among it.
  private func key(of sweep: Sweep, _ plan: SweepPlan, at place: Place) -> String {
    var lineage = workspace.lineage
    lineage.add("\(workspace.seed) \(workspace.randomDraws) \(Parallel.instructionSet)")
    for (variable, values) in sweep.variables {
      lineage.add(variable.text)
      lineage.add(place.source[values.range])
    }
    for number in [0, plan.count - 1] { lineage.add("\(plan.count) \(plan.label(number))") }
    for statement in sweep.body { lineage.add(place.source[statement.range], in: place.folder) }
    for name in workspace.commands.keys.sorted() {
      guard let routine = workspace.commands[name] else { continue }
      for statement in routine.definition.body { lineage.add(routine.source[statement.range], in: routine.folder) }
    }
    return lineage.hexadecimal
  }

  private static func head(_ text: String) -> String {
    String(text.prefix { $0 != "{" && !$0.isNewline }).split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// Where finished rows are kept: beside the script that the sweep stands in. Without one they are in memory alone.
  private func sweepPath(at place: Place) -> String? {
    (place.isTyped ? document.path : including.last).map(SweepFile.path(beside:))
  }

  /// Rows of the same sweep that an earlier run has finished; those that failed are run again.
  private func takeUp(_ result: inout SweepResult, _ file: SweepFile?, head: String) {
    let total = result.plan.count
    if let file, let section = file.section(result.key) {
      result.rows = section.rows.filter { (0..<total).contains($0.key) }
      sweepFiles[file.path, default: []].insert(result.key)
      if !result.rows.isEmpty {
        emit(
          .output(.note("\(result.rows.count) of \(total) combinations were finished before and kept in \(file.name)")))
      }
      return
    }
    if let file, file.sections.contains(where: { $0.head == head }) {
      emit(.output(.note("\(file.name) holds rows from before this sweep, or what leads to it, was changed: not used")))
    }
    guard let before = workspace.sweep, before.key == result.key, !before.isComplete else { return }
    result.rows = before.rows.filter { $0.value.error == nil }
    if !result.rows.isEmpty {
      emit(.output(.note("\(result.rows.count) of \(total) combinations were finished before")))
    }
  }

  private func tellFailures(_ result: SweepResult, _ range: SourceRange, at place: Place) {
    let failures = result.failures
    guard let first = failures.first, let error = result.rows[first]?.error else { return }
    let count = failures.count == 1 ? "1 combination" : "\(failures.count) combinations"
    hasFailed = true
    emit(
      .failure(
        Diagnostic(
          "\(count) of \(result.plan.count) failed", at: SourceRange(range.lower, range.lower + 5), in: place.source,
          hint: "\(result.plan.label(first)): \(error)")))
  }
}
