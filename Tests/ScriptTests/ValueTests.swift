import Script
import Testing

@Suite("How values are written")
struct ValueTests {
  @Test(
    "numbers in the shortest form that reads back the same",
    arguments: [
      (64, "64"), (0.1, "0.1"), (1e-12, "1e-12"), (1.5e-7, "1.5e-7"), (0.00012, "0.00012"), (1e15, "1000000000000000"),
      (1e16, "1e16"), (0.0001, "0.0001"), (0.00009999, "0.00009999"), (999_999_999_999_999, "999999999999999"),
      (-999_999_999_999_999.9, "-999999999999999.9"),
      (-2.5, "-2.5"), (0, "0"), (-0.0, "-0"), (1.0 / 3, "0.3333333333333333"), (.nan, "nan"), (.infinity, "inf"),
      (-.infinity, "-inf"),
      (123456.789, "123456.789"), (.greatestFiniteMagnitude, "1.7976931348623157e308"),
      (.leastNonzeroMagnitude, "5e-324"),
    ])
  func shortest(number: Double, text: String) {
    #expect(Value.number(number).description == text)
    #expect(number.isNaN || Double(text) == number)
  }

  @Test(
    "N decimals, or N digits where decimals would say little",
    arguments: [
      (0.16666, 3, "0.167"), (2, 3, "2.000"), (0.0000123456, 3, "1.23e-5"), (0, 3, "0.000"), (12_345_678, 2, "1.2e7"),
      (0.9996, 3, "1.000"),
      (9.995, 2, "10.00"), (0.4, 0, "0"), (2.5, 0, "3"), (-1.25, 1, "-1.3"), (.nan, 2, "nan"), (0.001, 3, "0.001"),
      (99999.5, 0, "100000"),
    ])
  func decimals(number: Double, count: Int, text: String) {
    #expect(NumberFormat.decimals(count).string(number) == text)
  }

  @Test("a literal reads back as the same text", arguments: ["plain", "a \"b\" \\ {c}", "x\n\t\u{1B}\u{202E}", ""])
  func literals(text: String) throws {
    let source = SourceText(name: "e", text: Value.text(text).literal)
    let expression = try Parser(sampleTable).parseExpression(source)
    #expect(try Evaluator(source, in: SampleScope()).evaluate(expression) == .text(text))
  }
}
