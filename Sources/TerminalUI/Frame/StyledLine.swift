import func Script.legible

/// One character with its meaning.
public struct Glyph: Hashable, Sendable {
  public var character: Character
  public var style: Style

  public init(_ character: Character, _ style: Style = .plain) {
    self.character = character
    self.style = style
  }

  /// Terminal columns: 1, or 2 for wide characters.
  public var width: Int { character.displayWidth }
}

/// One line of styled text. Everything put in as `String` is made legible first, so a line never holds a control
/// character.
public struct StyledLine: Hashable, Sendable {
  public private(set) var glyphs: [Glyph]
  /// Terminal columns that the line takes.
  public private(set) var width: Int

  public init() {
    glyphs = []
    width = 0
  }

  public init(_ text: String, _ style: Style = .plain) {
    self.init()
    append(text, style)
  }

  public init(glyphs: some Sequence<Glyph>) {
    self.init()
    for glyph in glyphs { append(glyph) }
  }

  /// Glyphs that stood in a line before, and so are legible already.
  init(part glyphs: ArraySlice<Glyph>) {
    self.glyphs = Array(glyphs)
    width = glyphs.reduce(0) { $0 + $1.width }
  }

  public var plainText: String { String(glyphs.map(\.character)) }

  /// Appends outside text; control characters become visible, tabs become blanks up to the next multiple of 8.
  public mutating func append(_ text: String, _ style: Style = .plain) {
    for part in text.split(separator: "\t", omittingEmptySubsequences: false).enumerated() {
      if part.offset > 0 { pad(to: width + 8 - width % 8, style) }
      for character in legible(String(part.element)) { appendLegible(character, style) }
    }
  }

  /// Appends one glyph, whose character is made legible as well.
  public mutating func append(_ glyph: Glyph) { append(String(glyph.character), glyph.style) }

  public mutating func append(_ line: StyledLine) {
    glyphs += line.glyphs
    width += line.width
  }

  public mutating func append(repeating character: Character, count: Int, _ style: Style = .plain) {
    for _ in 0..<max(0, count) { append(Glyph(character, style)) }
  }

  /// Appends a glyph of the program's own ink, which needs no look at what it could do to a terminal: charts are drawn
  /// of thousands.
  mutating func append(ink glyph: Glyph, count: Int) {
    for _ in 0..<max(0, count) { appendLegible(glyph.character, glyph.style) }
  }

  /// The line with other styles; `transform` gets the terminal column where a glyph starts.
  func restyledByColumn(_ transform: (_ column: Int, Style) -> Style) -> StyledLine {
    var line = self
    var column = 0
    for index in line.glyphs.indices {
      line.glyphs[index].style = transform(column, line.glyphs[index].style)
      column += line.glyphs[index].width
    }
    return line
  }

  /// Adds blanks up to `width` columns.
  public mutating func pad(to width: Int, _ style: Style = .plain) {
    while self.width < width { appendLegible(" ", style) }
  }

  /// The line cut to `limit` columns, its last column being `ellipsis` where something was cut.
  public func truncated(to limit: Int, ellipsis: Character) -> StyledLine {
    guard width > limit else { return self }
    var short = StyledLine()
    guard limit > 0 else { return short }
    for glyph in glyphs {
      guard short.width + glyph.width <= limit - 1 else { break }
      short.appendLegible(glyph.character, glyph.style)
    }
    let style = glyphs[min(short.glyphs.count, glyphs.count - 1)].style
    short.appendLegible(ellipsis, style)
    short.pad(to: limit, style)
    return short
  }

  public func trimmed() -> StyledLine {
    var short = self
    while let last = short.glyphs.last, last.character == " ", !last.style.isLit {
      short.glyphs.removeLast()
      short.width -= 1
    }
    return short
  }

  /// The line with `transform` applied to each character; the result must be as wide as before.
  package func mapCharacters(_ transform: (Character) -> String) -> StyledLine {
    var mapped = StyledLine()
    for glyph in glyphs {
      for character in transform(glyph.character) { mapped.appendLegible(character, glyph.style) }
    }
    return mapped
  }

  private mutating func appendLegible(_ character: Character, _ style: Style) {
    glyphs.append(Glyph(character, style))
    width += character.displayWidth
  }
}

extension String {
  /// The text's lines, each to be made legible by itself; `\r\n` ends a line as `\n` does.
  public var linesOfText: [String] {
    split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }.map(String.init)
  }
}
