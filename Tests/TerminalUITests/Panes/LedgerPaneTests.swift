import Foundation
import Notebook
import TerminalUI
import Testing

@Suite("The gradient ledger's pane")
struct LedgerPaneTests {
  static let sizes = [Size(columns: 80, rows: 24), Size(columns: 120, rows: 36), Size(columns: 160, rows: 50)]

  @Test("as it is drawn", arguments: sizes, [TerminalUI.CharacterSet.unicode, .ascii])
  func golden(_ size: Size, characters: TerminalUI.CharacterSet) throws {
    for (name, ledger) in [("losses", SampleLedgers.losses()), ("paths", SampleLedgers.paths())] {
      let text = SampleExamples.text(SampleLedgers.state([ledger], size, characters: characters))
      #expect(characters == .unicode || text.allSatisfy(\.isASCII))
      try expectGolden(text, "ledger-\(name)-\(size.columns)x\(size.rows)-\(characters)")
    }
  }

  @Test("one row and one column are lit as a cross")
  func cross() throws {
    let state = SampleLedgers.state([SampleLedgers.losses(steps: 10)], Size(columns: 120, rows: 30), t: 4)
    let frame = render(state)
    let lit = (0..<frame.size.rows).map { frame[row: $0].count { $0?.style.isLit == true } }
    let widest = try #require(lit.max())
    #expect(lit.count { $0 == widest } <= 4 && widest > 30, "the row of the cross")
    #expect(lit.count { $0 > 0 && $0 < widest } > 9, "the column of the cross")
  }

  @Test("the number under the cross and its sums stand at the side, the column's against the true gradient")
  func numbers() {
    let ledger = SampleLedgers.losses(steps: 20)
    var state = SampleLedgers.state([ledger], Size(columns: 120, rows: 30), t: 5)
    state.ledger.row = 6
    let text = SampleExamples.text(state)
    let format = NumberFormat.significant(3)
    #expect(text.contains("t 5, from s 7"))
    #expect(text.contains("credit " + format.text(ledger.credits[4 * 20 + 6])))
    #expect(text.contains("‖dL/dh‖ \(format.text(ledger.totals[4]))  ="))
    let sum = (0..<20).reduce(0.0) { $0 + ledger.credits[$1 * 20 + 6] }
    #expect(text.contains("s 7, all t") && text.contains("sum " + format.text(sum)))
    #expect(text.contains("a step back × 0.6"))
  }

  @Test("words say how far back a loss is heard, and by which gate a state forgets")
  func words() {
    let far = SampleExamples.text(SampleLedgers.state([SampleLedgers.losses()], Size(columns: 120, rows: 30)))
    // 0.6^27 is the last power above a millionth.
    #expect(far.contains("nothing of the loss at s=60 is heard before t=33"))
    #expect(far.contains("forget keeps 25% of c"))
    let near = SampleLedgers.losses(steps: 12)
    #expect(
      SampleExamples.text(SampleLedgers.state([near], Size(columns: 120, rows: 30))).contains(
        "the loss at s=12 is heard back to t=1"))
    let paths = SampleExamples.text(SampleLedgers.state([SampleLedgers.paths()], Size(columns: 120, rows: 30)))
    #expect(paths.contains("nothing of the loss is heard before t=92; ") || paths.contains("is heard before t=92"))
    #expect(paths.contains("most comes by candidate"))
  }

  @Test("the numbers at the side stay whole where the legend below the squares is long")
  func legendBesideNumbers() {
    var plain = SampleLedgers.paths()
    (plain.rows, plain.carries) = (["from above", "through time"], [])
    plain.credits = plain.totals.flatMap { [0.001234 * $0, $0 * 1.1e-3] }
    let text = SampleExamples.text(SampleLedgers.state([plain], Size(columns: 80, rows: 24)))
    for words in [
      "all paths", "a step back ×", "through time, all t", "‖dL/dh‖", "log, · <", " ◀ through time",
      "most comes from above",
    ] {
      #expect(text.contains(words), "\(words)\n\(text)")
    }
    var part = SampleLedgers.losses(steps: 3)
    (part.addsUp, part.totals) = (false, part.totals.map { $0 * 3 })
    let short = SampleExamples.text(SampleLedgers.state([part], Size(columns: 80, rows: 24), t: 2))
    for words in ["t 2, all losses", "    sum ", "‖dL/dh‖", "other paths", "s 3, all t"] {
      #expect(short.contains(words), "\(words)\n\(short)")
    }
  }

  @Test("where a square stands for several entries its true range is told")
  func range() {
    let text = SampleExamples.text(
      SampleLedgers.state([SampleLedgers.losses(steps: 400)], Size(columns: 80, rows: 24), t: 399))
    #expect(text.contains("square t 39"))
    #expect(text.contains("… 0.01"))
  }

  @Test("a ledger of another run than the one that is shown says so")
  func past() {
    let size = Size(columns: 120, rows: 30)
    var state = SampleLedgers.state([SampleLedgers.losses()], size)
    #expect(!SampleExamples.text(state).contains("before the change"))
    var snapshot = state.snapshot
    snapshot.unrolled = [SampleExamples.lstm(steps: 60, gain: 0.5)]
    _ = update(&state, .session(snapshot))
    #expect(SampleExamples.text(state).contains("before the change: r"))
  }

  @Test(
    "one step, no losses, NaN, infinities, very many steps, at every size",
    arguments: [
      Size(columns: 40, rows: 10), Size(columns: 41, rows: 12), Size(columns: 62, rows: 14),
      Size(columns: 80, rows: 24),
      Size(columns: 200, rows: 60),
    ])
  func absurd(_ size: Size) {
    var faulty = SampleLedgers.losses(steps: 8)
    for place in stride(from: 0, to: 64, by: 7) { faulty.credits[place] = place % 2 == 0 ? .nan : -.infinity }
    (faulty.norms[9], faulty.totals[3]) = (.infinity, .nan)
    var none = SampleLedgers.losses(steps: 5)
    (none.rows, none.lossSteps, none.credits, none.norms) = ([], [], [], [])
    var reversed = SampleLedgers.paths(steps: 9)
    reversed.isReversed = true
    for ledger in [
      SampleLedgers.losses(steps: 1), SampleLedgers.paths(steps: 1), faulty, none, reversed,
      SampleLedgers.losses(steps: 700),
    ] {
      for characters in [TerminalUI.CharacterSet.unicode, .ascii] {
        var state = SampleLedgers.state([ledger], size, characters: characters)
        for press in [KeyPress(.right), KeyPress(.up), KeyPress(.end), KeyPress(.character("h"))] {
          _ = state.press(press)
          let frame = render(state)
          #expect(frame.glyphs.count == size.columns * size.rows)
          #expect(characters == .unicode || frame.text.joined().allSatisfy(\.isASCII))
          #expect(frame.text[1].last == (characters == .unicode ? "┐" : "+"))
        }
      }
    }
  }

  @Test("sign and size are told by the glyph alone")
  func glyphs() {
    let text = SampleExamples.text(SampleLedgers.state([SampleLedgers.losses()], Size(columns: 120, rows: 36)))
    for glyph in "⣿⠿⠶⠒░▒▓█·" { #expect(text.contains(glyph), "\(glyph)") }
  }
}
