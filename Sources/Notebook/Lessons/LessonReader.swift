import Script

/// Reads a notebook as a lesson.
///
///     lesson   = head (prose | commands | question | exercise)* summary
///     question = [markdown] question, (prose | commands)+, [markdown] answer EXPR [within EXPR]
///     exercise = [markdown] exercise, ([markdown] hint)+, solution, check
struct LessonReader {
  private let source: SourceText
  private var entries: ArraySlice<ProgramEntry>

  /// - Throws: `Diagnostic` with the first place where the notebook is no lesson.
  static func read(_ source: SourceText, name: String, number: Int?, folder: String) throws(Diagnostic) -> Lesson {
    let (program, diagnostics) = Parser(CommandRegistry.table).parse(source)
    if let first = diagnostics.first(where: { $0.severity == .error }) { throw first }
    var reader = LessonReader(source: source, entries: program.entries[...])
    var lesson = try reader.head()
    (lesson.name, lesson.number, lesson.folder) = (name, number, folder)
    while !reader.entries.isEmpty { try reader.readSteps(into: &lesson.steps) }
    guard case .summary = lesson.steps.last else {
      throw Diagnostic(
        "the lesson has no summary", at: SourceRange(source.bytes.count, source.bytes.count), in: source,
        hint: "end it with an entry '# %% [markdown] summary'")
    }
    return lesson
  }

  private func fault(_ message: String, _ entry: ProgramEntry?, hint: String? = nil) -> Diagnostic {
    let end = source.bytes.count
    let place = entry.map { $0.border ?? SourceRange($0.range.lower, $0.range.lower) } ?? SourceRange(end, end)
    return Diagnostic(message, at: place, in: source, hint: hint)
  }

  // MARK: The head

  private mutating func head() throws(Diagnostic) -> Lesson {
    let hint =
      "begin with '# %% [markdown]', then '# # Title', one sentence, and '# 8 minutes', an empty line between them"
    guard let entry = entries.popFirst(), entry.kind == .prose, entry.title.isEmpty else {
      throw fault("a lesson begins with its head", entries.first, hint: hint)
    }
    let parts = entry.text.split(separator: "\n\n", omittingEmptySubsequences: true).map { part in
      part.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    guard parts.count == 3, parts[0].hasPrefix("# "), let minutes = Self.minutes(parts[2]) else {
      throw fault("the head is title, sentence and minutes", entry, hint: hint)
    }
    return Lesson(
      name: "", title: String(parts[0].dropFirst(2)), summary: parts[1], minutes: minutes,
      steps: [.prose(entry.text)], folder: "")
  }

  private static func minutes(_ text: String) -> Int? {
    let words = text.split(separator: " ")
    guard words.count == 2, ["minute", "minutes"].contains(words[1]), let minutes = Int(words[0]), minutes > 0 else {
      return nil
    }
    return minutes
  }

  // MARK: Steps

  private mutating func readSteps(into steps: inout [Lesson.Step]) throws(Diagnostic) {
    guard let entry = entries.popFirst() else { return }
    if case .summary = steps.last { throw fault("the summary is the last entry of a lesson", entry) }
    switch Role(entry) {
    case .plain: steps.append(entry.kind == .prose ? .prose(entry.text) : .commands(entry.text))
    case .question: steps += try question(entry)
    case .exercise: steps.append(.exercise(try exercise(entry)))
    case .summary: steps.append(.summary(entry.text))
    case .answer: throw fault("this answer follows no question", entry)
    case .hint, .solution, .check:
      throw fault(
        "'\(entry.title)' follows no exercise", entry, hint: "an exercise is: exercise, hint, solution, check")
    case .unknown(let word):
      throw fault(
        "no entry of a lesson is called '\(word)'", entry,
        hint: nearestName(to: word, among: Role.words).map { "did you mean '\($0)'?" }
          ?? "there are: \(Role.words.joined(separator: ", ")), and entries without a title")
    case .misplaced(let word):
      throw fault(
        Role.ofProse.contains(word)
          ? "'\(word)' is prose: write '# %% [markdown] \(word)'" : "'\(word)' holds commands: write '# %% \(word)'",
        entry)
    }
  }

  private mutating func question(_ entry: ProgramEntry) throws(Diagnostic) -> [Lesson.Step] {
    let choices = LessonProse.choices(in: entry.text)
    guard choices.isEmpty || (2...6).contains(choices.count) else {
      throw fault("a question has two to six choices, or none and asks for a number", entry)
    }
    var between: [Lesson.Step] = []
    while let next = entries.popFirst() {
      switch Role(next) {
      case .plain: between.append(next.kind == .prose ? .prose(next.text) : .commands(next.text))
      case .answer(let value, let tolerance):
        guard !between.isEmpty else {
          throw fault("nothing is shown between question and answer", next, hint: "run there what tells the answer")
        }
        guard !value.isEmpty else {
          throw fault("the answer says not what it is", next, hint: "write '# %% [markdown] answer 2'")
        }
        for text in [value, tolerance].compactMap({ $0 }) {
          do {
            _ = try Parser(CommandRegistry.table).parseExpression(SourceText(name: source.name, text: text))
          } catch {
            throw fault("'\(text)' is no expression: \(error.message)", next)
          }
        }
        if !choices.isEmpty, let number = Double(value), !(1...choices.count).contains(Int(exactly: number) ?? 0) {
          throw fault("the question has \(choices.count) choices, and the answer is \(value)", next)
        }
        let answer = Lesson.Answer(value: value, tolerance: tolerance, text: next.text, choices: choices)
        return [.question(Lesson.Question(text: entry.text, choices: choices))] + between + [.answer(answer)]
      default: throw fault("before this the question of line \(line(entry)) needs its answer", next)
      }
    }
    throw fault("this question has no answer", entry, hint: "write '# %% [markdown] answer 2' behind what shows it")
  }

  private mutating func exercise(_ entry: ProgramEntry) throws(Diagnostic) -> Lesson.Exercise {
    var hints: [String] = []
    while let next = entries.first, Role(next) == .hint {
      hints.append(next.text)
      entries.removeFirst()
    }
    guard !hints.isEmpty else { throw fault("this exercise has no hint behind it", entry) }
    guard let solution = entries.popFirst(), Role(solution) == .solution else {
      throw fault("this exercise has no '# %% solution' behind its hints", entry)
    }
    guard let check = entries.popFirst(), Role(check) == .check else {
      throw fault("this exercise has no '# %% check' behind its solution", entry)
    }
    var count = 0
    for case .assert(_, let message) in check.statements.map(\.kind) {
      guard message != nil else {
        throw fault(
          "an assertion of this check has no message", check, hint: "write assert CONDITION, \"what holds then\"")
      }
      count += 1
    }
    guard count > 0 else { throw fault("this check has no assert", check) }
    return Lesson.Exercise(text: entry.text, hints: hints, solution: solution.text, check: check.text)
  }

  private func line(_ entry: ProgramEntry) -> Int { source.position(at: (entry.border ?? entry.range).lower).line }
}

/// What an entry's title makes of it.
private enum Role: Equatable {
  case plain
  case question, exercise, hint, summary
  case answer(value: String, tolerance: String?)
  case solution, check
  case unknown(String)
  /// A role of prose on commands, or the other way round.
  case misplaced(String)

  static let ofProse = ["question", "answer", "exercise", "hint", "summary"]
  static let words = ofProse + ["solution", "check"]

  init(_ entry: ProgramEntry) {
    let words = entry.title.split(separator: " ").map(String.init)
    guard let word = words.first else {
      self = .plain
      return
    }
    guard Self.words.contains(word), word == "answer" || words.count == 1 else {
      self = .unknown(entry.title)
      return
    }
    guard Self.ofProse.contains(word) == (entry.kind == .prose) else {
      self = .misplaced(word)
      return
    }
    switch word {
    case "question": self = .question
    case "exercise": self = .exercise
    case "hint": self = .hint
    case "summary": self = .summary
    case "solution": self = .solution
    case "check": self = .check
    default:
      let rest = words.dropFirst()
      let within = rest.firstIndex(of: "within")
      self = .answer(
        value: rest[..<(within ?? rest.endIndex)].joined(separator: " "),
        tolerance: within.map { rest[($0 + 1)...].joined(separator: " ") })
    }
  }
}
