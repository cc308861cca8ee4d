extension StyledLine {
  /// The line for a terminal of that many colours, without a newline; with `.none` only its text. Blanks at the end
  /// are left out.
  public func ansi(_ theme: Theme = .dark, depth: ColourDepth) -> String {
    let line = trimmed()
    guard depth != .none else { return line.plainText }
    var text = ""
    var current = Appearance()
    for glyph in line.glyphs {
      let wanted = theme.appearance(of: glyph.style, depth: depth)
      if wanted != current {
        text += wanted.escapeCode
        current = wanted
      }
      text.append(glyph.character)
    }
    return current == Appearance() ? text : text + Appearance().escapeCode
  }
}

extension [StyledLine] {
  /// Every line ended by a newline.
  public func ansi(_ theme: Theme = .dark, depth: ColourDepth) -> String {
    reduce(into: "") { $0 += $1.ansi(theme, depth: depth) + "\n" }
  }
}

extension Appearance {
  /// Select Graphic Rendition, always from a clean state, so that the order of styles never matters.
  var escapeCode: String {
    var codes = ["0"]
    if isBold { codes.append("1") }
    if isDim { codes.append("2") }
    if isUnderlined { codes.append("4") }
    if isReversed { codes.append("7") }
    if let foreground { codes.append(foreground.code(base: 30)) }
    if let background { codes.append(background.code(base: 40)) }
    return "\u{1B}[" + codes.joined(separator: ";") + "m"
  }
}

extension Colour {
  /// `base` is 30 for the foreground and 40 for the background.
  fileprivate func code(base: Int) -> String {
    switch self {
    case .ansi(let number): "\(number < 8 ? base + number : base + 52 + number)"
    case .indexed(let index): "\(base + 8);5;\(index)"
    case .rgb(let red, let green, let blue): "\(base + 8);2;\(red);\(green);\(blue)"
    }
  }
}
