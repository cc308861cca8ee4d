import Foundation
import Testing

/// The plain prompt as somebody at a terminal meets it.
@Suite("Plain prompt", .serialized) struct PlainPromptTests {
  @Test func greetsRunsAndLeavesTheTerminalAsItWas() throws {
    let terminal = try Terminal("--plain")
    let screen = try terminal.wait(for: "unroll>")
    #expect(screen.lines.first == "Unroll: a notebook for recurrent sequence models")
    #expect(!screen.isAlternate)
    try terminal.enter("print 6 * 7")
    try terminal.wait { $0.lines.contains("42") }
    try terminal.press("C-d")
    #expect(try terminal.end() == .init(status: 0))
  }
}
