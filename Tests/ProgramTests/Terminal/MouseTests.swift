import Foundation
import Testing

/// The mouse in the real program, by the bytes that a terminal sends.
@Suite("Mouse", .serialized) struct MouseTests {
  private func notebook(term: String = "tmux-256color") throws -> Terminal {
    let terminal = try Terminal(columns: 120, rows: 36, environment: ["TERM": term])
    for line in ["data adding length=20", "add rnn 4", "add dense", "unroll"] { try terminal.enter(line) }
    try terminal.wait { $0.text.contains("unrolled") && $0.text.contains("dL/dh") }
    return terminal
  }

  private func end(_ terminal: Terminal) throws {
    try terminal.press("C-d", "C-d")
    #expect(try terminal.end() == .init(status: 0))
  }

  /// The column of the border between the notebook and the panes on its right.
  private func border(_ screen: Screen) -> Int? {
    screen.lines.first { $0.contains("notebook") }.flatMap { line in
      line.firstIndex(of: "┐").map { line.distance(from: line.startIndex, to: $0) }
    }
  }

  @Test func aClickOnASquareGoesToItsTimeStepAndExplainsItsNumber() throws {
    let terminal = try notebook()
    try terminal.wait { $0.text.contains("h    ▶") }
    let screen = try terminal.screen()
    let row = try #require(screen.lines.firstIndex { $0.contains("h    ▶") })
    let line = screen.lines[row]
    let start = try #require(line.range(of: "h    ▶")).upperBound
    let column = line.distance(from: line.startIndex, to: start)
    try terminal.mouse(.press, column: column + 6, row: row)
    try terminal.mouse(.release, column: column + 6, row: row)
    try terminal.wait {
      $0.text.contains(/h\[1\] at t = [2-9] of the unrolled example: -?\d/) && $0.text.contains(/t [2-9] of 20/)
    }
    try terminal.press("Escape")
    try terminal.wait { $0.text.contains(/In 5  goto [2-9]; explain hidden\(rnn1, [2-9]\)\[1\]/) }
    try end(terminal)
  }

  /// The two ways in which terminals tell of their mouse.
  @Test(arguments: ["tmux-256color", "xterm-256color"])
  func theBorderBetweenThePanesIsDragged(term: String) throws {
    let terminal = try notebook(term: term)
    func mouse(_ action: Terminal.MouseAction, column: Int) throws {
      try terminal.mouse(action, column: column, row: 10, asText: term == "xterm-256color")
    }
    let before = try #require(border(terminal.screen()))
    try terminal.mouse(
      [(.press, before), (.drag, before + 15)], row: 10, asText: term == "xterm-256color")
    try terminal.wait { self.border($0).map { $0 > before + 10 } == true }
    try mouse(.release, column: before + 15)
    // Once let go, the border stays.
    try mouse(.drag, column: before - 20)
    try terminal.type("let still")
    let after = try terminal.wait(for: "unroll> let still")
    #expect(border(after).map { $0 > before + 10 } == true)
    try terminal.press("C-u")
    try end(terminal)
  }

  @Test func theWheelScrollsTheNotebook() throws {
    let terminal = try notebook()
    try terminal.enter("show gradients")
    try terminal.wait { $0.text.contains(/notebook +\d+ above/) }
    for _ in 0..<30 { try terminal.mouse(.wheelUp, column: 10, row: 12) }
    try terminal.wait { $0.text.contains("In 1  data adding") && $0.text.contains(/\d+ below/) }
    for _ in 0..<40 { try terminal.mouse(.wheelDown, column: 10, row: 12) }
    try terminal.wait { $0.text.contains(/notebook +\d+ above/) && !$0.text.contains(/\d+ below/) }
    try end(terminal)
  }
}
