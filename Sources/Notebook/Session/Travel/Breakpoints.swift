import Script
import SequenceEngine

/// A condition that stops a training or a walk through time when it becomes true, or a value that is watched.
package struct Breakpoint: Sendable {
  package let number: Int
  /// A watch stops when a yes-or-no answer changes; a value of another kind is told and stops nothing.
  package let isWatch: Bool
  /// As it was written.
  package let text: String
  let expression: Expression
  let source: SourceText
  /// Updates between two questions, as asked for; nil: as often as costs little.
  let every: Int?
  /// Its answer when it was last asked in a training; nil: not asked since it was set or gone back.
  var standing: Standing?

  /// An answer, and the model and update that it is about.
  struct Standing: Sendable {
    var value: Value
    var model: String?
    var update: Int
  }

  /// As it can be entered again.
  package var command: String {
    (isWatch ? "watch " : "break when ") + text + (every.map { " every=\($0)" } ?? "")
  }

  /// Whether an answer stops what goes on, given the one before it.
  func stops(_ value: Value, after before: Value?) -> Bool {
    guard case .bool(let answer) = value else { return false }
    return isWatch ? before.map { $0 != value } ?? false : answer && before != .bool(true)
  }
}

/// The conditions of a session, numbered for life.
package struct Breakpoints: Sendable, Equatable {
  package private(set) var list: [Breakpoint] = []
  private var nextNumber = 1

  @discardableResult
  mutating func add(
    isWatch: Bool, _ expression: Expression, in source: SourceText, every: Int?, standing: Breakpoint.Standing?
  ) -> Breakpoint {
    let new = Breakpoint(
      number: nextNumber, isWatch: isWatch, text: source[expression.range], expression: expression, source: source,
      every: every, standing: standing)
    list.append(new)
    nextNumber += 1
    return new
  }

  /// Whether there was one of that number.
  mutating func remove(_ number: Int) -> Bool {
    let count = list.count
    list.removeAll { $0.number == number }
    return list.count < count
  }

  mutating func removeAll() { list = [] }

  mutating func stand(_ number: Int, _ standing: Breakpoint.Standing) {
    guard let index = list.firstIndex(where: { $0.number == number }) else { return }
    list[index].standing = standing
  }

  /// The answers of a training that was gone back on are no longer known.
  mutating func forgetStandings() { for index in list.indices { list[index].standing = nil } }

  package static func == (a: Self, b: Self) -> Bool {
    a.nextNumber == b.nextNumber && a.list.map(\.number) == b.list.map(\.number)
  }
}

/// A condition that was met: what it is and what its parts were.
package struct BreakHit {
  package let breakpoint: Breakpoint
  /// "loss = 0.098"
  let facts: String
  let value: Value
  /// Updates between two questions; nil where every one was asked.
  var every: Int?
  /// Its answer before, and the update after which that was given; nil: it was not asked before.
  var before: Breakpoint.Standing?
  /// Whether no update since then meets it but this one and later ones.
  var isFirst = true
}

extension Breakpoint {
  func value(in owner: any WorkspaceOwner) throws -> Value {
    try Evaluator(source, in: SessionScope(owner: owner)).evaluate(expression)
  }

  /// The values that the answer came from: "loss = 0.098, grad.norm = 12".
  func facts(in owner: any WorkspaceOwner) -> String {
    let evaluator = Evaluator(source, in: SessionScope(owner: owner))
    let parts = expression.comparedParts.compactMap { part -> String? in
      guard let value = try? evaluator.evaluate(part) else { return nil }
      return "\(source[part.range]) = \(value.brief)"
    }
    return parts.joined(separator: ", ")
  }

  /// The time step that its first probe looks at; nil: none looks at one alone.
  func step(in owner: any WorkspaceOwner) -> Int? {
    let evaluator = Evaluator(source, in: SessionScope(owner: owner))
    for call in expression.calls {
      guard let place = Probes.timePlace(of: call.function.text), call.arguments.indices.contains(place),
        case .number(let number)? = try? evaluator.evaluate(call.arguments[place]), let t = Int(exactly: number)
      else { continue }
      return t
    }
    return nil
  }

  /// Whether it asks for the time step, so that its answer changes along the unrolled example.
  var dependsOnTime: Bool { expression.names.contains("t") }

  /// The probes that it asks, which need the example unrolled.
  var probes: Set<String> {
    Set(expression.functions.map(\.text)).intersection(Probes.specs.map(\.name))
  }

  /// Whether it asks what the sequences of several updates came to.
  var asksRecent: Bool { expression.functions.contains { RecentMeasures.names.contains($0.text) } }

  /// The parts of the data that have to be scored for its answer, and whether a decoder writes them by itself.
  var scoredParts: [DataPart: Bool] {
    var parts: [DataPart: Bool] = [:]
    for (name, part) in expression.names.compactMap({ name in Measures.part(of: name).map { (name, $0) } }) {
      parts[part] = parts[part] == true || name.hasSuffix(".exact")
    }
    return parts
  }

  /// Whether its answer takes more than the numbers that every update leaves behind.
  var isDear: Bool { !probes.isEmpty || !scoredParts.isEmpty }
}

extension Value {
  /// A number in four digits, anything else as it is written.
  var brief: String {
    if case .number(let number) = self, number.isFinite { return NumberFormat.significant(4).text(number) }
    return literal
  }
}

extension CommandContext {
  /// What stopped a training or a walk through its updates: the example is unrolled there, and the reader stands at the
  /// time step that the first condition looks at.
  func open(_ hits: [BreakHit], at update: Int) throws {
    guard let first = hits.first else { return }
    if workspace.stepper == nil { _ = try workspace.recordedPass() }
    if let stepper = workspace.stepper, let t = first.breakpoint.step(in: self) {
      workspace.stepper?.t = min(max(t, 1), stepper.steps)
    }
    for hit in hits { tell(hit, update: update) }
  }

  /// A condition was met: in words, and as a record.
  ///
  /// - Parameter update: the update of a training that it stops; nil on a walk through time.
  func tell(_ hit: BreakHit, update: Int? = nil) {
    let t = workspace.stepper?.t ?? 1
    let step = update ?? workspace.currentModel?.state?.updates
    let kind = hit.breakpoint.isWatch ? "watch" : "break"
    var text = "\(kind) \(hit.breakpoint.number)"
    if let update { text += " at update \(update)" }
    text += ": \(hit.breakpoint.text)"
    if hit.breakpoint.isWatch { text += " is now \(hit.value.literal)" }
    if !hit.facts.isEmpty { text += "   \(hit.facts)" }
    text += "   t = \(t)"
    if let every = hit.every {
      text += "   (asked every \(every) updates\(hit.isFirst ? "; this is the first that meets it" : ""))"
    }
    tell(text)
    show(.stopped(text))
    record(
      "break",
      [
        ("number", .number(Double(hit.breakpoint.number))), ("expression", .text(hit.breakpoint.text)),
        ("value", .text(hit.facts)), ("step", step.map { .number(Double($0)) } ?? .nothing),
        ("t", .number(Double(t))),
      ])
  }
}
