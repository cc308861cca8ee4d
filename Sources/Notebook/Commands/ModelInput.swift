import Script
import SequenceEngine

/// What a person gives a model to read: a text, a list of time steps, or an example of the data.
struct ModelInput {
  let values: SequenceInput
  /// As it was given, or what the example is called.
  let text: String
  /// What the data say about it; nil where nobody knows.
  let target: SequenceTarget?

  static let argument = ArgumentSpec(
    "INPUT", .value, "a text, or a list of time steps: numbers or lists", isOptional: true)
  static let example = OptionSpec("example", .integer, "an example of the data in place of an input, as in unroll")

  /// - Throws: `SessionError` unless there is an input or example=, one of both, that the model can read.
  init(_ command: Command, _ data: Dataset, _ context: CommandContext) throws {
    switch (command.argument("INPUT"), command.option("example")) {
    case (let argument?, nil): try self.init(given: argument, data, context)
    case (nil, let option?): try self.init(example: option, data, context)
    case (.some, let option?): throw context.failure("an input and example= are one too many", at: option)
    case (nil, nil):
      throw SessionError(
        "\(command.verb.text) needs an input", hint: "give it, or take one of the data: \(command.verb.text) example=1")
    }
  }

  private init(example option: Argument, _ data: Dataset, _ context: CommandContext) throws {
    let part = data.scoredPart(.test)
    let number = try context.integer(option, 1...(data.count(part) ?? 1_000_000_000))
    let example = try data.example(part, number - 1)
    (values, target) = (example.input, example.target)
    text = "example \(number) of the \(part.rawValue) part"
  }

  init(given argument: Argument, _ data: Dataset, _ context: CommandContext) throws {
    target = nil
    switch try context.value(argument) {
    case .text(let text):
      guard data.vocabulary != nil else { throw context.failure("the model reads numbers, not texts", at: argument) }
      let tokens: [Int32]
      do { tokens = try Self.encode(text, data) } catch { throw context.failure("\(error)", at: argument) }
      guard !tokens.isEmpty else { throw context.failure("the text is empty", at: argument) }
      (values, self.text) = (.tokens(tokens), text)
    case .list(let items):
      guard case .vector(let size) = data.shape.input else {
        throw context.failure("the model reads texts, not numbers", at: argument)
      }
      let rows = try items.map { item -> [Double] in
        let row: [Value] = if case .list(let inner) = item { inner } else { [item] }
        let numbers = row.compactMap { if case .number(let number) = $0, number.isFinite { number } else { nil } }
        guard numbers.count == row.count, numbers.count == size else {
          throw context.failure("every time step has \(counted(size, "finite number"))", at: argument)
        }
        return zip(numbers, 0..<size).map { data.normalisation?.inputs[$1].normalise($0) ?? $0 }
      }
      guard !rows.isEmpty else { throw context.failure("the list is empty", at: argument) }
      (values, text) = (.vectors(rows.flatMap { $0 }, size: size), "\(rows.count) time steps")
    case let other:
      throw context.failure(
        "expected a text or a list, found \(other.kindName)", at: argument,
        hint: "an example of the data is told by example=N")
    }
  }

  /// Where a symbol is asked for, the text has a `<mask>` in its place.
  private static func encode(_ text: String, _ data: Dataset) throws -> [Int32] {
    guard let vocabulary = data.vocabulary else { return [] }
    let mask = SequenceEngine.Vocabulary.mask
    guard case .cloze = data.request, let hidden = vocabulary.number(of: mask) else {
      return try vocabulary.encode(text)
    }
    let sides = text.split(separator: mask, omittingEmptySubsequences: false)
    guard sides.count == 2 else {
      throw DataError(
        "the text", expected: "\(mask) once, in place of what is asked for", found: "it \(sides.count - 1) times",
        advice: "write for example \"the c\(mask)t sat\"")
    }
    return try vocabulary.encode(String(sides[0])) + [Int32(hidden)] + vocabulary.encode(String(sides[1]))
  }

  /// Tells what the data say about an example, and what of a text the model has never seen.
  func tell(_ data: Dataset, _ context: CommandContext) {
    if let target { context.note("\(text); its target is \(Self.legibleTarget(target, data))") }
    Self.noteUnknown(values, data, context)
  }

  static func noteUnknown(_ input: SequenceInput, _ data: Dataset, _ context: CommandContext) {
    guard case .tokens(let tokens) = input, let unknown = data.vocabulary?.unknown else { return }
    let count = tokens.count { Int($0) == unknown }
    guard count > 0 else { return }
    context.note("\(count) of \(tokens.count) symbols are not in the training vocabulary and are read as <unk>")
  }

  private static func legibleTarget(_ target: SequenceTarget, _ data: Dataset) -> String {
    func name(_ index: Int32) -> String {
      let names = data.classNames ?? []
      return names.indices.contains(Int(index)) ? legible(names[Int(index)]) : "\(index)"
    }
    switch target {
    case .classes(let classes):
      guard let written = data.targetVocabulary else { return classes.map(name).joined(separator: " ") }
      return legible(written.decode(Array(classes.dropLast())))
    case .labels(let rows): return (rows.first ?? []).map(name).joined(separator: " ")
    case .vectors(let values, _):
      let own = data.normalisation?.denormalise(targets: values) ?? values
      return own.map { $0.isNaN ? "·" : NumberFormat.significant(6).text($0) }.joined(separator: " ")
    }
  }
}
