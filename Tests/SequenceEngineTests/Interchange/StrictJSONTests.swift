import SequenceEngine
import Testing

@Suite struct StrictJSONTests {
  private func failure(_ text: String) -> String? { failure(Array(text.utf8)) }

  private func failure(_ bytes: [UInt8]) -> String? {
    do {
      _ = try StrictJSON.parse(bytes)
      return nil
    } catch {
      return "\(error.byte): \(error.reason)"
    }
  }

  @Test func everyKindOfValueIsRead() throws {
    let json = try StrictJSON.parse(
      Array(#" {"a":[1,-0.5e+3,true,false,null], "b" : {"c":"\u00e9\ud83d\ude00\n\/"}} "#.utf8))
    #expect(
      json
        == .object([
          .init(key: "a", value: .array([.number("1"), .number("-0.5e+3"), .bool(true), .bool(false), .null])),
          .init(key: "b", value: .object([.init(key: "c", value: .string("é😀\n/"))])),
        ]))
  }

  @Test func whatIsNotJSONIsRefusedWithItsByte() {
    let cases = [
      "": "0: the end where a value should be", "{": "1: no key in quotes", "{\"a\":1,}": "7: no key in quotes",
      "{\"a\" 1}": "5: no colon after a key", "[1,]": "3: no JSON value", "[1 2]": "3: no comma or ] in an array",
      "{\"a\":1 \"b\":2}": "7: no comma or } in an object", "{\"a\":1,\"a\":2}": "7: the key 'a' twice",
      "01": "2: no JSON value", "1.": "2: no digit after the point", "1e": "2: no digit in the exponent",
      "+1": "0: no JSON value", "nul": "0: no JSON value", "NaN": "0: no JSON value", "1 1": "2: text after the value",
      "\"a": "2: the end inside a string", "\"\n\"": "2: a control character in a string",
      "\"\\x\"": "3: an unknown escape", "\"\\u12\"": "3: the end inside an escape",
      "\"\\u12g4\"": "5: no hexadecimal digit in an escape", "\"\\ud800\"": "7: half of a surrogate pair",
      "\"\\udc00\"": "7: half of a surrogate pair", "'a'": "0: no JSON value",
    ]
    for (text, expected) in cases { #expect(failure(text) == expected, "\(text)") }
    #expect(failure([0x22, 0xFF, 0x22]) == "0: a string that is not UTF-8")
    #expect(failure([0xEF, 0xBB, 0xBF, 0x31]) == "0: no JSON value")
  }

  @Test func nestingIsLimited() {
    #expect(failure(String(repeating: "[", count: 64) + String(repeating: "]", count: 64)) == nil)
    #expect(failure(String(repeating: "[", count: 1_000_000)) == "65: nesting deeper than 64")
  }

  @Test func quotedTextHoldsNothingThatActs() throws {
    let acting = "a\u{1B}]0;x\u{7}\u{9B}\u{7F}\u{202E}\u{2066}\u{200B}\u{2028}\u{85}\u{0}\r\n\t\u{10FFFF}\u{E0001}é😀"
    let quoted = StrictJSON.quoted(acting)
    #expect(quoted.hasPrefix(#""a\u001b]0;x\u0007\u009b\u007f\u202e\u2066\u200b\u2028\u0085\u0000\r\n\t"#))
    #expect(quoted.hasSuffix("é😀\"") && !quoted.unicodeScalars.contains { $0.properties.generalCategory == .format })
    #expect(try StrictJSON.parse(Array(quoted.utf8)) == .string(acting))
  }

  @Test func quotedTextReadsBackAsItself() throws {
    let text = "a\"\\\n\r\t\u{1}\u{1F}é😀/"
    #expect(try StrictJSON.parse(Array(StrictJSON.quoted(text).utf8)) == .string(text))
  }
}
