import SequenceEngine
import Testing

@Suite("A cell's definition may be anything that somebody sends")
struct CellLimitTests {
  @Test(
    "equations that would be too deep to walk are refused with their place",
    arguments: [
      String(repeating: "-", count: 100_000) + "x", String(repeating: "x + ", count: 100_000) + "x",
      String(repeating: "x * ", count: 100_000) + "x", String(repeating: "tanh(", count: 100) + "x",
    ])
  func deep(_ expression: String) {
    let error = #expect(throws: CellError.self) {
      try CellDefinition(parsing: "cell deep(x, h) {\n  gate = tanh(W(x))\n  h' = \(expression)\n}")
    }
    #expect(error?.message.contains("more than") == true && error?.offset ?? 0 > 40)
  }

  @Test("an equation of hundreds of terms is one like any other")
  func long() throws {
    let sum = (0..<300).map { _ in "x" }.joined(separator: " + ")
    let cell = try CellDefinition(parsing: "cell long(x, h) {\n  gate = \(sum)\n  h' = tanh(gate)\n}")
    #expect(cell.gates == ["gate"])
  }
}
