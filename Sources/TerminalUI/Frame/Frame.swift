/// Columns and rows.
public struct Size: Hashable, Sendable {
  public var columns: Int
  public var rows: Int

  public init(columns: Int, rows: Int) {
    self.columns = max(0, columns)
    self.rows = max(0, rows)
  }
}

/// A place on the screen, from 0.
public struct Place: Hashable, Sendable {
  public var row: Int
  public var column: Int

  public init(row: Int, column: Int) {
    self.row = row
    self.column = column
  }
}

/// A part of the screen.
public struct Rectangle: Hashable, Sendable {
  public var row: Int
  public var column: Int
  public var size: Size

  public init(row: Int, column: Int, columns: Int, rows: Int) {
    self.row = row
    self.column = column
    size = Size(columns: columns, rows: rows)
  }

  public var endRow: Int { row + size.rows }
  public var endColumn: Int { column + size.columns }

  public func contains(_ place: Place) -> Bool {
    (row..<endRow).contains(place.row) && (column..<endColumn).contains(place.column)
  }

  /// The rectangle without a border of one glyph.
  public var inner: Rectangle {
    Rectangle(row: row + 1, column: column + 1, columns: size.columns - 2, rows: size.rows - 2)
  }
}

/// A whole screen as a value: glyphs with their meanings, and where the cursor blinks.
public struct Frame: Hashable, Sendable {
  public let size: Size
  /// nil is the right half of the wide glyph before it.
  public private(set) var glyphs: [Glyph?]  // [rows · columns]
  /// nil hides it; a place outside the frame is none.
  public var cursor: Place? {
    didSet {
      let screen = Rectangle(row: 0, column: 0, columns: size.columns, rows: size.rows)
      if let place = cursor, !screen.contains(place) { cursor = nil }
    }
  }

  public init(_ size: Size) {
    self.size = size
    glyphs = Array(repeating: Glyph(" "), count: size.columns * size.rows)
  }

  /// The glyphs of a row.
  public subscript(row row: Int) -> ArraySlice<Glyph?> { glyphs[row * size.columns..<(row + 1) * size.columns] }

  /// Draws a line from a place to the right, cut at `width` columns and at the screen's edge.
  public mutating func draw(_ line: StyledLine, row: Int, column: Int, width: Int = .max) {
    guard (0..<size.rows).contains(row), column >= 0 else { return }
    let end = min(size.columns, width < size.columns ? column + width : size.columns)
    var place = column
    for glyph in line.glyphs {
      let wide = glyph.width
      guard place + wide <= end else { break }
      put(glyph, row, place, wide)
      place += wide
    }
  }

  /// Fills a rectangle with one glyph.
  public mutating func fill(_ area: Rectangle, _ glyph: Glyph = Glyph(" ")) {
    for row in max(0, area.row)..<max(0, min(area.endRow, size.rows), area.row) {
      for column in max(0, area.column)..<max(0, min(area.endColumn, size.columns), area.column) {
        put(glyph, row, column, 1)
      }
    }
  }

  private mutating func put(_ glyph: Glyph, _ row: Int, _ column: Int, _ width: Int) {
    guard width > 0 else { return }
    let index = row * size.columns + column
    // What was half covered by a wide glyph is gone as a whole.
    if glyphs[index] == nil, column > 0 { glyphs[index - 1] = Glyph(" ") }
    let next = index + width
    if column + width < size.columns, glyphs[next] == nil { glyphs[next] = Glyph(" ") }
    glyphs[index] = glyph
    for half in 1..<max(width, 1) { glyphs[index + half] = nil }
  }

  /// The frame for a terminal without Unicode: near signs, each as wide as what it replaces.
  func asciiOnly() -> Frame {
    var frame = self
    for row in 0..<size.rows where self[row: row].contains(where: { $0?.character.isASCII != true }) {
      frame.draw(line(row).asciiOnly, row: row, column: 0)
    }
    return frame
  }

  /// The rows as text, blanks at the end left out.
  public var text: [String] {
    (0..<size.rows).map { row in
      let characters = self[row: row].compactMap { $0?.character }
      let end = characters.lastIndex { $0 != " " }.map { $0 + 1 } ?? 0
      return String(characters[..<end])
    }
  }

  /// The row as a styled line, for writing it without a screen.
  public func line(_ row: Int) -> StyledLine { StyledLine(glyphs: self[row: row].compactMap { $0 }) }
}
