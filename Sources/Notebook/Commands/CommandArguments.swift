import Script
import SequenceEngine

/// The values of a command's arguments; what is wrong with one is told at its place.
extension CommandContext {
  var evaluator: Evaluator { Evaluator(source, in: SessionScope(owner: self)) }

  func failure(_ message: String, at argument: Argument, hint: String? = nil) -> Diagnostic {
    Diagnostic(message, at: argument.range, in: source, hint: hint)
  }

  /// A bare name, or a text in parentheses or quotes.
  func word(_ argument: Argument) throws -> String {
    switch argument.value {
    case .word(let word): return word
    case .words(let names) where names.count == 1: return names[0].text
    case .expression(let expression): return try evaluator.text(expression)
    default: throw failure("expected a name", at: argument)
    }
  }

  /// The same, and one of a set.
  func choice<Choice: RawRepresentable & CaseIterable>(_ argument: Argument, _ kind: String) throws -> Choice
  where Choice.RawValue == String {
    let word = try word(argument)
    if let choice = Choice(rawValue: word) { return choice }
    throw Diagnostic.unknownName(
      word, kind: kind, among: Choice.allCases.map(\.rawValue), at: argument.range, in: source)
  }

  func words(_ argument: Argument) throws -> [String] {
    switch argument.value {
    case .word(let word): return [word]
    case .words(let names): return names.map(\.text)
    case .expression(let expression):
      switch try evaluator.evaluate(expression) {
      case .text(let text): return [text]
      case .list(let items):
        return try items.map { item in
          guard case .text(let text) = item else {
            throw failure("expected names, found \(item.kindName)", at: argument)
          }
          return text
        }
      case let other: throw failure("expected names, found \(other.kindName)", at: argument)
      }
    default: throw failure("expected names", at: argument)
    }
  }

  func value(_ argument: Argument) throws -> Value {
    guard case .expression(let expression) = argument.value else { return .text(try word(argument)) }
    return try evaluator.evaluate(expression)
  }

  private func expression(_ argument: Argument) throws -> Expression {
    guard case .expression(let expression) = argument.value else { throw failure("expected a value", at: argument) }
    return expression
  }

  /// A finite number; outside the bounds it is refused in words.
  func number(_ argument: Argument, _ bounds: ClosedRange<Double>? = nil) throws -> Double {
    let number = try evaluator.number(try expression(argument))
    let shown = Value.number(number).literal
    guard number.isFinite else { throw failure("\(argument.name.text) is a finite number, not \(shown)", at: argument) }
    if let bounds, !bounds.contains(number) {
      let ends = "\(Value.number(bounds.lowerBound).literal) to \(Value.number(bounds.upperBound).literal)"
      throw failure("\(argument.name.text) goes from \(ends), and \(shown) is outside", at: argument)
    }
    return number
  }

  /// A finite number above zero.
  func positive(_ argument: Argument) throws -> Double {
    let number = try number(argument)
    guard number > 0 else {
      throw failure("\(argument.name.text) is above 0, not \(Value.number(number).literal)", at: argument)
    }
    return number
  }

  /// A whole number within bounds.
  func integer(_ argument: Argument, _ bounds: ClosedRange<Int> = 1...1_000_000_000) throws -> Int {
    let number = try evaluator.number(try expression(argument))
    let shown = Value.number(number).literal
    guard number == number.rounded() else {
      throw failure("\(argument.name.text) is a whole number, not \(shown)", at: argument)
    }
    guard let whole = Int(exactly: number), bounds.contains(whole) else {
      let ends =
        "\(Value.number(Double(bounds.lowerBound)).literal) to \(Value.number(Double(bounds.upperBound)).literal)"
      throw failure("\(argument.name.text) goes from \(ends), and \(shown) is outside", at: argument)
    }
    return whole
  }

  /// A column of a CoNLL file by its number, or by its name, which the file alone knows.
  func column(_ argument: Argument) throws -> TagColumn {
    if case .text(let name) = try value(argument) { return .named(name) }
    return .number(try integer(argument))
  }

  func flag(_ argument: Argument) throws -> Bool { try evaluator.bool(try expression(argument)) }

  func text(_ argument: Argument) throws -> String { try evaluator.text(try expression(argument)) }

  /// A file's path as it was written, and as the system finds it.
  func path(_ argument: Argument) throws -> (written: String, absolute: String) {
    let written = try text(argument)
    guard !written.isEmpty, !written.utf8.contains(0) else { throw failure("a file name is not empty", at: argument) }
    return (written, Self.path(written, in: folder))
  }

  static func path(_ written: String, in folder: String) -> String {
    written.hasPrefix("/") || folder.isEmpty || folder == "." ? written : folder + "/" + written
  }

  /// A layer of the current model: its index, and the part that was named.
  func layer(_ argument: Argument) throws -> (index: Int, part: Name?) {
    guard case .layer(let reference) = argument.value else { throw failure("expected a layer", at: argument) }
    return try layer(reference, at: argument)
  }

  /// A layer of several parts is found whole, and each of them as `lstm1.reverse`.
  func layer(_ reference: LayerReference, at argument: Argument) throws -> (index: Int, part: Name?) {
    let index = try index(of: reference, at: argument)
    guard let part = reference.part, let layers = try workspace.knownModel()?.description.layers,
      let word = part.text.split(separator: ".", maxSplits: 1).first,
      let own = layers.firstIndex(where: { $0.name == "\(layers[index].name).\(word)" })
    else { return (index, reference.part) }
    let rest = part.text.dropFirst(word.utf8.count + 1)
    return (own, rest.isEmpty ? nil : Name(text: String(rest), range: part.range))
  }

  private func index(of reference: LayerReference, at argument: Argument) throws -> Int {
    switch reference.selector {
    case .name(let name):
      // A variable of that name counts where no layer has it.
      guard let entry = try workspace.knownModel(), !entry.description.layers.contains(where: { $0.name == name }),
        let value = try SessionScope(owner: self).value(of: name)
      else { return try layer(.text(name), at: argument) }
      return try layer(value, at: argument)
    case .expression(let expression): return try layer(try evaluator.evaluate(expression), at: argument)
    }
  }

  private func layer(_ value: Value, at argument: Argument) throws -> Int {
    guard let entry = try workspace.knownModel() else {
      throw failure(
        "there is no model yet", at: argument, hint: "start one, for example: model plain, then: add rnn 32")
    }
    do {
      return try entry.layerIndex(of: value)
    } catch {
      throw failure(error.message, at: argument, hint: error.hint)
    }
  }
}

extension ModelEntry {
  /// The layer that a number (from 1) or a name means.
  func layerIndex(of value: Value) throws(SessionError) -> Int {
    let (layers, groups) = (description.layers, description.groups)
    switch value {
    case .number(let number):
      guard let place = Int(exactly: number), groups.indices.contains(place - 1) else {
        let known = layers.isEmpty ? "it has no layers yet" : "its layers are 1 to \(groups.count)"
        throw SessionError("the model \(name) has no layer \(value.literal); \(known)")
      }
      return groups[place - 1].upperBound - 1
    case .text(let text):
      if let index = layers.firstIndex(where: { $0.name == text }) { return index }
      let near = nearestName(to: text, among: layers.map(\.name)).map { "did you mean '\($0)'?" }
      let all =
        layers.isEmpty
        ? "the model \(name) has no layers yet" : "there are: \(layers.map(\.name).joined(separator: ", "))"
      throw SessionError("no layer is called '\(text)'", hint: near ?? all)
    default: throw SessionError("a layer is a name or a number, not \(value.kindName)")
    }
  }
}
