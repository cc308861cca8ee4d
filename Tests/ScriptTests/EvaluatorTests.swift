import Script
import Testing

/// A host with two variables, a layer, a measure without a value, and one probe.
struct SampleScope: EvaluationScope {
  var knownNames: [String] { ["x", "xs", "name", "rnn1", "loss"] }
  var knownFunctions: [String] { ["grad"] }
  /// What `s` is.
  var s: Value?

  func value(of name: String) -> Value? {
    switch name {
    case "x": .number(3)
    case "xs": .list([.number(1), .number(2), .number(4)])
    case "name", "rnn1": .text(name)
    case "loss": .number(.nan)
    case "s": s
    default: nil
    }
  }

  func call(_ function: String, _ arguments: [Value]) throws -> Value? {
    guard function == "grad" else { return nil }
    guard arguments.count == 2 else { throw EvaluationFailure("grad takes a layer and a time step") }
    return .text("grad of " + arguments.map(\.description).joined(separator: " at "))
  }

  func random() -> Double { 0.25 }
}

@Suite("Expressions")
struct EvaluatorTests {
  private func evaluate(_ text: String, s: Value? = nil) throws -> Value {
    let source = SourceText(name: "e", text: text)
    return try Evaluator(source, in: SampleScope(s: s)).evaluate(try Parser(sampleTable).parseExpression(source))
  }

  @Test(
    "values, operators and functions",
    arguments: [
      ("1 + 2 * 3", "7"), ("-2^2", "-4"), ("2^3^2", "512"), ("2^-1", "0.5"), ("-1 % 3", "2"), ("7 / 2", "3.5"),
      ("1 / 0", "inf"),
      ("(1 + 2) * 3", "9"), ("1_000 * 1e-3", "1"), ("x - 1", "2"), ("x-1", "2"), ("+x", "3"),
      ("1 < 2 and not 2 < 1", "yes"), ("yes or 1", "yes"), ("1 == 1.0", "yes"), ("\"a\" < \"b\"", "yes"),
      ("1 == \"1\"", "no"),
      ("nan == nan", "no"), ("nan != nan", "no"), ("loss < 1", "no"), ("loss > 1", "no"), ("[nan] == [nan]", "no"),
      ("[1, 2] == [1, 2]", "yes"), ("1..5", "[1, 2, 3, 4, 5]"), ("5..1 by -2", "[5, 3, 1]"),
      ("0.5..1 by 0.25", "[0.5, 0.75, 1]"),
      ("len(0.5..1.5 by 0.1)", "11"), ("len(0..0.3 by 0.1)", "4"), ("1..1", "[1]"), ("xs[3]", "4"),
      ("[[1, 2], [3]][1][2]", "2"),
      ("xs + [8]", "[1, 2, 4, 8]"), ("\"a\" + \"b\"", "ab"), ("[\"a\", yes, [1]]", "[\"a\", yes, [1]]"),
      ("\"{x} {name} {1 / 3:.3} {{}} {\"in {x}\"}\"", "3 name 0.333 {} in 3"), ("\"{xs:.1}\"", "[1.0, 2.0, 4.0]"),
      ("sqrt(16)", "4"), ("abs(-3)", "3"), ("abs([-1, 2])", "[1, 2]"), ("min(3, 1, 2)", "1"), ("max(xs)", "4"),
      ("max(1, nan)", "nan"),
      ("floor(-1.5)", "-2"), ("round(2.5)", "3"), ("round(3.14159, 2)", "3.14"), ("mean(xs)", "2.3333333333333335"),
      ("std([1, 3])", "1"), ("sum([])", "0"), ("len(\"añb\")", "3"), ("random()", "0.25"), ("is_nan(loss)", "yes"),
      ("is_finite(inf)", "no"), ("log10(1000)", "3"), ("exp(0) + log(1)", "1"), ("grad(rnn1, 5)", "grad of rnn1 at 5"),
    ])
  func values(text: String, expected: String) throws {
    #expect(try evaluate(text).description == expected)
  }

  @Test(
    "errors mark the part at fault and name both sides",
    arguments: [
      (
        "1 + name",
        "1: '+' does not go with the number 1 on the left and the text \"name\" on the right; "
          + "write values into a text with braces: \"loss {loss}\""
      ),
      ("xs - 1", "1: '-' does not go with a list on the left and the number 1 on the right"),
      ("1 and yes", "1: expected yes or no, found the number 1"),
      ("not 3", "5: expected yes or no, found the number 3"),
      ("yy", "1: no variable, measure or layer is called 'yy'; there are: x, xs, name, rnn1, loss"),
      ("los", "1: no variable, measure or layer is called 'los'; did you mean 'loss'?"),
      ("1 + sqr(2)", "5: no function is called 'sqr'; did you mean 'sqrt'?"),
      ("1 + grad(1)", "5: grad takes a layer and a time step"),
      ("sqrt(name)", "1: sqrt takes one number or one list, given the text \"name\""),
      ("mean([])", "1: mean needs at least one number, given an empty list"),
      ("xs[4]", "4: there is no value number 4; the list has values 1 to 3"),
      ("xs[0]", "4: there is no value number 0; the list has values 1 to 3"),
      ("xs[1.5]", "4: expected a whole number, found 1.5"),
      ("x[1]", "1: 'x' is no list; only a list has values by number"),
      ("5..1", "1: the range 5..1 by 1 never gets there; write 5..1 by -1"),
      ("1..2 by 0", "9: the step of a range is not 0"),
      ("1..inf", "1: a range needs finite numbers"),
      ("1..1e9", "1: the range has 1000000000 values; a list holds at most 1000000"),
      ("1..1e300", "1: the range has too many values"),
    ])
  func errors(text: String, message: String) {
    #expect { try evaluate(text) } throws: { error in
      guard let diagnostic = error as? Diagnostic else { return false }
      #expect("\(diagnostic.position.column): \(diagnostic.sentence)" == message)
      return true
    }
  }

  @Test(
    "what is doubled again and again ends with an error and never takes all time or memory",
    arguments: [
      "[s, s]", "s + s", "[s + s, s + s]", "[[], s, s]",
    ])
  func doubling(_ text: String) throws {
    for start in [Value.list([.number(1)]), .list([]), .list([.list([.text(String(repeating: "a", count: 1000))])])] {
      var value = start
      var failure: Diagnostic?
      for _ in 0..<70 where failure == nil {
        do { value = try evaluate(text, s: value) } catch { failure = error as? Diagnostic }
      }
      // Nothing added to nothing stays nothing.
      if start == .list([]), text == "s + s" { continue }
      let message = try #require(failure?.sentence)
      #expect(message.contains("too long") || message.contains("nested"))
    }
  }

  @Test("a text that grows within itself ends with an error")
  func growingText() throws {
    let long = Value.text(String(repeating: "a", count: 9 << 20))
    #expect(throws: Diagnostic.self) { try evaluate("\"{s}{s}{s}{s}\"", s: long) }
    #expect(throws: Diagnostic.self) { try evaluate("s + s", s: long) }
  }

  @Test("a range keeps its ends for those who want them, and is never stored for a loop")
  func ranges() throws {
    let source = SourceText(name: "e", text: "1.0..0.0")
    let bounds = try Evaluator(source, in: SampleScope()).bounds(of: Parser(sampleTable).parseExpression(source))
    #expect([bounds.lower, bounds.upper] == [1, 0])
    let long = SourceText(name: "e", text: "1..1e12")
    let values = try Evaluator(long, in: SampleScope()).sequence(of: Parser(sampleTable).parseExpression(long))
    #expect(Array(values.prefix(2)) == [.number(1), .number(2)])
  }
}
