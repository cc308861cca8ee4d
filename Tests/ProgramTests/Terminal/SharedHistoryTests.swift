import Foundation
import Testing

/// Prompts that run at the same time share one history.
@Suite("Shared history", .serialized) struct SharedHistoryTests {
  @Test func whatOnePromptEntersTheOtherOneReaches() throws {
    let first = try Terminal("--plain")
    try first.wait(for: "unroll>")
    let second = try Terminal("--plain", environment: ["HOME": first.folder.path])
    try second.wait(for: "unroll>")
    try first.enter("print 40 + 2")
    try first.wait { $0.lines.contains("42") && $0.lastLine == "unroll>" }
    // The other one waited at its prompt all the while.
    try second.press("Up")
    try second.wait { $0.lastLine == "unroll> print 40 + 2" }
    try second.press("Enter")
    try second.wait { $0.lines.contains("42") }
    try second.enter("for x in [7] {\rprint x * 11\r}")
    try second.wait { $0.lines.contains("77") }
    try first.wait { $0.lastLine == "unroll>" }
    try first.press("Up")
    try first.wait(for: "unroll> for x in [7] {")
    try first.press("C-c")
    try first.wait { $0.lastLine == "unroll>" }
    try first.press("C-r")
    try first.type("11")
    let found = try first.wait(for: "print x * 11")
    #expect(found.text.contains("(reverse-i-search)`11'"))
  }

  @Test func whatIsBeingLookedThroughStaysInPlace() throws {
    let first = try Terminal("--plain")
    try first.enter("print 1 + 1")
    try first.wait { $0.lines.contains("2") }
    let second = try Terminal("--plain", environment: ["HOME": first.folder.path])
    try second.wait(for: "unroll>")
    try second.press("Up")
    try second.wait { $0.lastLine == "unroll> print 1 + 1" }
    try first.enter("print 5 + 5")
    try first.wait { $0.lines.contains("10") }
    try second.type("00")
    try second.wait { $0.lastLine == "unroll> print 1 + 100" }
    try second.press("Enter")
    try second.wait { $0.lines.contains("101") && $0.lastLine == "unroll>" }
    try second.press("Up", "Up")
    try second.wait { $0.lastLine == "unroll> print 5 + 5" || $0.lastLine == "unroll> print 1 + 1" }
  }

  @Test func theNotebooksPromptSharesItToo() throws {
    let plain = try Terminal("--plain")
    try plain.wait(for: "unroll>")
    let notebook = try Terminal(environment: ["HOME": plain.folder.path])
    try notebook.wait(for: "unroll>")
    try plain.enter("print 40 + 2")
    try plain.wait { $0.lines.contains("42") }
    try notebook.press("Up")
    try notebook.wait(for: "unroll> print 40 + 2")
  }
}
