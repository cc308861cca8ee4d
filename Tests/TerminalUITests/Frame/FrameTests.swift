import TerminalUI
import Testing

@Suite("Text on its way to the terminal")
struct FrameTests {
  @Test(
    "Nothing that steers a terminal or hides gets through",
    arguments: [
      ("plain", "plain"), ("\u{1B}]52;c;YQ==\u{7}", "\\u{1B}]52;c;YQ==\\u{7}"), ("a\u{202E}b", "a\\u{202E}b"),
      ("\u{9B}2J", "\\u{9B}2J"), ("a\u{200B}b", "a\\u{200B}b"), ("del\u{7F}", "del\\u{7F}"),
      ("é e\u{301}", "é e\u{301}"),
      ("漢字", "漢字"), ("👩‍👩‍👧", "👩‍👩‍👧"), ("a\tb", "a       b"), ("\u{FEFF}x", "\\u{FEFF}x"), ("\r", "\\u{D}"),
      ("\u{301}", "\\u{301}"), ("\u{2028}", "\\u{2028}"),
    ])
  func legible(_ raw: String, _ shown: String) { #expect(StyledLine(raw).plainText == shown) }

  @Test("A tower of marks is cut down")
  func marks() {
    let tower = "e" + String(repeating: "\u{301}", count: 10_000)
    #expect(StyledLine(tower).plainText.unicodeScalars.count < 20)
  }

  @Test(
    "Display width",
    arguments: [
      ("", 0), ("abc", 3), ("漢", 2), ("e\u{301}", 1), ("👩‍👩‍👧", 2), ("🇸🇪", 2), ("ﾊ", 1), ("❤\u{FE0F}", 2), ("가", 2),
      ("░▒▓", 3),
    ])
  func width(_ text: String, _ width: Int) { #expect(text.displayWidth == width) }

  @Test("A cut line is as wide as it should be, also in the middle of a wide character", arguments: 0...9)
  func truncation(_ limit: Int) {
    let line = StyledLine("a漢字bc漢").truncated(to: limit, ellipsis: "…")
    #expect(line.width == min(limit, 9))
  }

  @Test("Lines without colour are plain text; with colours they end as they began")
  func ansi() {
    var line = StyledLine("loss ", .strong)
    line.append("nan", .error)
    #expect(line.ansi(depth: .none) == "loss nan")
    #expect(line.ansi(depth: .ansi256) == "\u{1B}[0;1mloss \u{1B}[0;1;38;5;203mnan\u{1B}[0m")
    #expect(line.ansi(depth: .trueColour).contains("38;2;255;107;107"))
    #expect(line.ansi(.light, depth: .ansi16).contains("\u{1B}[0;1;31m"))
  }

  @Test("Every style has an appearance in every theme and depth, and a level out of range is the nearest")
  func appearances() {
    for theme in [Theme.dark, .light] {
      for depth in [ColourDepth.none, .ansi16, .ansi256, .trueColour] {
        #expect(theme.appearance(of: .heat(99), depth: depth) == theme.appearance(of: .heat(7), depth: depth))
        #expect(theme.appearance(of: .signed(-99), depth: depth) == theme.appearance(of: .signed(-4), depth: depth))
        #expect(theme.appearance(of: .series(-1), depth: depth) == theme.appearance(of: .series(5), depth: depth))
        #expect(
          theme.appearance(of: Style(.plain, isLit: true), depth: depth) != theme.appearance(of: .plain, depth: depth))
      }
    }
  }

  @Test("Colours are chosen by the user, then NO_COLOR, then the terminal")
  func colourDepth() {
    func depth(
      _ choice: ColourChoice = .auto, isTerminal: Bool = true, colours: Int = 256, variables: [String: String] = [:]
    ) -> ColourDepth {
      let environment = ["TERM": "xterm-256color"].merging(variables) { $1 }
      return ColourDepth(choice: choice, isTerminal: isTerminal, terminfoColours: colours) { environment[$0] }
    }
    #expect(depth() == .ansi256)
    #expect(depth(colours: 8) == .ansi16)
    #expect(depth(colours: -1) == .none)
    #expect(depth(variables: ["COLORTERM": "truecolor"]) == .trueColour)
    #expect(depth(variables: ["NO_COLOR": "1"]) == .none)
    #expect(depth(variables: ["NO_COLOR": ""]) == .ansi256)
    #expect(depth(.always, variables: ["NO_COLOR": "1"]) == .ansi256)
    #expect(depth(isTerminal: false) == .none)
    #expect(depth(.always, isTerminal: false) == .ansi256)
    #expect(depth(.never) == .none)
    #expect(depth(variables: ["TERM": "dumb", "COLORTERM": "truecolor"]) == .none)
  }
}
