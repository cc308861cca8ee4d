/// The forms of a verb that still fit what has been read of a command.
struct FormMatch {
  let spec: CommandSpec
  /// Where the command begins in its source.
  let start: Int
  private(set) var forms: [CommandForm]
  private(set) var keywords: [String] = []
  /// How many arguments and keywords have been read.
  private var count = 0
  /// Whether a value was read that stands by its place.
  private(set) var hasValue = false
  /// A keyword that a word taken as an argument may have meant: `txt` for `text`.
  private var nearKeyword: String?

  init(spec: CommandSpec, start: Int = 0) {
    self.spec = spec
    self.start = start
    forms = spec.forms
  }

  private func argument(of form: CommandForm, at place: Int) -> ArgumentSpec? {
    if form.arguments.indices.contains(place) { return form.arguments[place] }
    guard let last = form.arguments.last, last.isRepeated else { return nil }
    return last
  }

  /// The words that may stand here in a form.
  private func keywords(of form: CommandForm) -> [String] {
    switch argument(of: form, at: count)?.type {
    case .keyword(let word): [word]
    case .keywords(let words): words
    default: []
    }
  }

  private func takes(_ word: String, _ form: CommandForm) -> Bool {
    switch argument(of: form, at: count)?.type {
    case .keyword(let own): own == word
    case .keywords(let words): words.contains(word)
    default: false
    }
  }

  var keywordChoices: [String] { forms.flatMap(keywords).unique }
  func keywords(contain word: String) -> Bool { forms.contains { takes(word, $0) } }
  var options: [OptionSpec] { forms.flatMap(\.options).unique }
  func hasOption(_ name: String) -> Bool { forms.contains { $0.options.contains { $0.name == name } } }

  /// What the next argument may be, keywords aside.
  var nextArgument: ArgumentSpec? {
    forms.lazy.filter { keywords(of: $0).isEmpty }.compactMap { argument(of: $0, at: count) }.first
  }

  /// Whether a word must stand here, even one that is also an option's name.
  var needsWord: Bool {
    guard let next = nextArgument, !next.isOptional else { return false }
    if next.isRepeated, forms.contains(where: { isFinished($0) }) { return false }
    return switch next.type {
    case .word, .words, .layer, .target, .verbatim, .command: true
    default: false
    }
  }

  mutating func takeKeyword(_ word: String) -> Bool {
    let fitting = forms.filter { takes(word, $0) }
    guard !fitting.isEmpty else { return false }
    forms = fitting
    keywords.append(word)
    count += 1
    return true
  }

  /// `word` is the bare name that stands there, if one does.
  mutating func takeArgument(_ word: String? = nil) -> ArgumentSpec? {
    guard let next = nextArgument else { return nil }
    if let word, let near = nearestName(to: word, among: keywordChoices) { nearKeyword = near }
    forms = forms.filter { keywords(of: $0).isEmpty && argument(of: $0, at: count) != nil }
    count += 1
    switch next.type {
    case .number, .integer, .value: hasValue = true
    default: break
    }
    return next
  }

  mutating func takeOption(_ name: String) -> OptionSpec? {
    let fitting = forms.filter { $0.takesOtherOptions || $0.options.contains { $0.name == name } }
    guard let first = fitting.first else { return nil }
    forms = fitting
    return first.options.first { $0.name == name } ?? OptionSpec(name, .setting, bare: "yes")
  }

  private func isFinished(_ form: CommandForm) -> Bool {
    form.arguments.dropFirst(count).allSatisfy(\.isOptional)
  }

  /// Whether the command may end here.
  var canEnd: Bool { forms.contains(where: isFinished) }

  /// Keeps the forms that lack no argument; false when there is none.
  mutating func dropUnfinished() -> Bool {
    let finished = forms.filter(isFinished)
    if !finished.isEmpty { forms = finished }
    return !finished.isEmpty
  }

  /// What could have come next, in words.
  var nextExpectation: String {
    let words = keywordChoices
    let argument = nextArgument.map { "\($0.name) (\($0.type.description))" }
    if words.isEmpty { return argument ?? "an argument" }
    return ([argument].compactMap { $0 } + ["one of: " + words.joined(separator: ", ")]).joined(separator: " or ")
  }

  /// Whether the command takes nothing at all.
  var standsAlone: Bool { spec.forms.allSatisfy { $0.arguments.isEmpty && $0.options.isEmpty } }

  /// What the verb does without anything behind it, where that helps to choose.
  var adviceOnAlone: String? {
    spec.forms.first { $0.arguments.isEmpty && !$0.summary.isEmpty }.map { "'\(spec.verb)' alone: \($0.summary)" }
  }

  /// How to write the command, as the end of a message.
  var advice: String {
    if let nearKeyword { return "did you mean '\(spec.verb) \(nearKeyword)'?" }
    let lines = forms.map { $0.briefUsage(of: spec.verb) }.unique
    return lines.count <= 3
      ? "write " + lines.joined(separator: ", or ") : "'help \(spec.verb)' shows its \(lines.count) forms"
  }

  /// The usage lines of the forms that still fit.
  var usage: String { forms.map { $0.usage(of: spec.verb) }.joined(separator: "\n") }
}

extension Array where Element: Hashable {
  /// Each element once, in the order of its first occurrence.
  var unique: [Element] {
    var seen = Set<Element>()
    return filter { seen.insert($0).inserted }
  }
}
