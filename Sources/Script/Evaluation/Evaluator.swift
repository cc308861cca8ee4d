/// Works out expressions of one source with the values of one scope.
///
/// Errors are thrown as `Diagnostic`s that mark the part at fault and name both sides.
public struct Evaluator {
  public let source: SourceText
  public let scope: any EvaluationScope

  public init(_ source: SourceText, in scope: any EvaluationScope) {
    self.source = source
    self.scope = scope
  }

  public func evaluate(_ expression: Expression) throws -> Value {
    switch expression.kind {
    case .number(let number): return .number(number)
    case .bool(let flag): return .bool(flag)
    case .string(let parts):
      return .text(try text(of: parts, expression))
    case .list(let items):
      let list = Value.list(try items.map(evaluate))
      guard !Value.areTooLong([list]) else {
        throw error("the list is too long, with the lists in it; \(Self.longest)", expression)
      }
      guard list.depth <= Limits.nesting else {
        throw error("the list is nested more than \(Limits.nesting) deep", expression)
      }
      return list
    case .range:
      let sequence = try range(of: expression)
      guard sequence.count <= Limits.listCount else {
        throw error("the range has \(sequence.count) values; a list holds at most \(Limits.listCount)", expression)
      }
      return .list(sequence.map(Value.number))
    case .name(let name): return try value(of: name, expression)
    case .call(let function, let arguments): return try call(function, arguments, expression)
    case .index(let list, let index): return try element(of: list, at: index)
    case .unary(let op, let operand): return try apply(op, to: operand)
    case .binary(let op, let left, let right): return try apply(op, left, right)
    }
  }

  func error(_ message: String, _ expression: Expression, hint: String? = nil) -> Diagnostic {
    Diagnostic(message, at: expression.range, in: source, hint: hint)
  }

  /// What a value may hold, as messages tell it.
  static let longest = "a value holds at most \(Limits.listCount) values or \(Limits.textBytes >> 20) MB of text"

  private func text(of parts: [Expression.StringPart], _ expression: Expression) throws -> String {
    try pieces(of: parts, expression).reduce(into: "") { $0 += $1.text }
  }

  /// What a string is put together from, each piece with the expression whose value it is; nil: it is written so.
  public func pieces(
    of parts: [Expression.StringPart], _ string: Expression
  ) throws -> [(text: String, value: Expression?)] {
    var pieces: [(text: String, value: Expression?)] = []
    var bytes = 0
    for part in parts {
      switch part {
      case .text(let text): pieces.append((text, nil))
      case .value(let value, let format): pieces.append((try evaluate(value).formatted(format), value))
      }
      bytes += pieces.last?.text.utf8.count ?? 0
      guard bytes <= Limits.textBytes else { throw error("the text is too long; \(Self.longest)", string) }
    }
    return pieces
  }

  private func value(of name: String, _ expression: Expression) throws -> Value {
    if let value = try asking(expression, { try scope.value(of: name) }) { return value }
    var unknown = Diagnostic.unknownName(
      name, kind: "variable, measure or layer", among: scope.knownNames, at: expression.range, in: source)
    if let hint = Self.foreignNames[name] { unknown.hint = hint }
    throw unknown
  }

  private func call(_ function: Name, _ arguments: [Expression], _ expression: Expression) throws -> Value {
    let values = try arguments.map(evaluate)
    if let builtin = BuiltinFunction(rawValue: function.text) {
      return try asking(expression) { try builtin.apply(values, random: scope.random) }
    }
    if let value = try asking(expression, { try scope.call(function.text, values) }) { return value }
    throw unknown(function)
  }

  /// Refuses a function that nobody knows, and an arithmetic one with a number of values that it never takes: what can
  /// be told of a call before its values are known.
  public func check(_ function: Name, valueCount count: Int, _ expression: Expression) throws(Diagnostic) {
    guard let builtin = BuiltinFunction(rawValue: function.text) else {
      guard !scope.knownFunctions.contains(function.text) else { return }
      throw unknown(function)
    }
    guard !builtin.valueCounts.contains(count) else { return }
    let usage = builtinFunctions.first { $0.name == function.text }?.signature ?? function.text
    throw error("\(function.text) is called as \(usage), given \(count) value\(count == 1 ? "" : "s")", expression)
  }

  /// Names that stand for values elsewhere, and the commands that show them here.
  private static let foreignNames = [
    "model": "a model is shown by: summary", "weights": "weights are shown by: show weights",
    "gradients": "gradients are shown by: show gradients",
    "True": "write yes", "False": "write no", "true": "write yes", "false": "write no",
  ]

  /// Functions of other languages, and what stands for them in this one.
  private static let foreignFunctions = [
    "range": "a range is written 1..10, both ends included", "pow": "a power is written x ^ y", "ln": "write log(x)",
    "length": "write len(list)", "avg": "write mean(list)", "average": "write mean(list)", "rand": "write random()",
    "isnan": "write is_nan(x)", "LSTM": "a layer is added by a command: add lstm 64",
    "GRU": "a layer is added by a command: add gru 64", "Dense": "a layer is added by a command: add dense",
    "Linear": "a layer is added by a command: add dense", "RNN": "a layer is added by a command: add rnn 64",
    "str": "write values into a text with braces: \"loss {loss}\"",
  ]

  private func unknown(_ function: Name) -> Diagnostic {
    let name = function.text.split(separator: ".").last.map(String.init) ?? function.text
    if let advice = Self.foreignFunctions[name] {
      return Diagnostic("no function is called '\(function.text)'", at: function.range, in: source, hint: advice)
    }
    return Diagnostic.unknownName(
      function.text, kind: "function", among: builtinFunctions.map(\.name) + scope.knownFunctions, at: function.range,
      in: source)
  }

  /// Gives a host's refusal its place.
  private func asking<T>(_ expression: Expression, _ question: () throws -> T) throws -> T {
    do {
      return try question()
    } catch let failure as EvaluationFailure {
      throw error(failure.message, expression, hint: failure.hint)
    }
  }

  private func element(of list: Expression, at index: Expression) throws -> Value {
    guard case .list(let items) = try evaluate(list) else {
      throw error("'\(source[list.range])' is no list", list, hint: "only a list has values by number")
    }
    let place = try whole(index)
    guard place >= 1, place <= items.count else {
      let last = items.isEmpty ? "the list is empty" : "the list has values 1 to \(items.count)"
      throw error("there is no value number \(place); \(last)", index)
    }
    return items[place - 1]
  }
}
