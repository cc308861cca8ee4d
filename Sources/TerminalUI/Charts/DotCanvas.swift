/// What curves are drawn with.
public enum Dots: String, Sendable, Hashable, CaseIterable {
  /// 2 × 4 dots to a cell.
  case braille
  /// 1 × 2 blocks to a cell, for fonts without braille.
  case blocks
  /// One mark to a cell, another for each curve.
  case marks
}

/// Curves drawn in dots, blocks or marks.
struct DotCanvas {
  let columns: Int
  let rows: Int
  private let kind: Dots
  private var dots: [UInt8]  // [rows, columns]
  private var owner: [Int]  // [rows, columns]

  init(columns: Int, rows: Int, dots kind: Dots) {
    self.columns = max(1, columns)
    self.rows = max(1, rows)
    self.kind = kind
    dots = [UInt8](repeating: 0, count: self.columns * self.rows)
    owner = [Int](repeating: 0, count: self.columns * self.rows)
  }

  private var dotsAcross: Int { kind == .braille ? 2 : 1 }
  private var dotsDown: Int { kind == .braille ? 4 : kind == .blocks ? 2 : 1 }

  /// Joins two places by a straight line. Coordinates are fractions of the canvas, (0, 0) at the lower left.
  mutating func line(from start: (x: Double, y: Double), to end: (x: Double, y: Double), series: Int) {
    let (startX, startY) = place(start)
    let (endX, endY) = place(end)
    let length = max(abs(endX - startX), abs(endY - startY))
    for step in 0...length {
      let part = length == 0 ? 0 : Double(step) / Double(length)
      let x = (Double(startX) + part * Double(endX - startX)).rounded()
      let y = (Double(startY) + part * Double(endY - startY)).rounded()
      set(Int(x), Int(y), series)
    }
  }

  /// The glyph of a cell, row 0 at the top; `nil` where nothing was drawn.
  func glyph(row: Int, column: Int) -> Glyph? {
    let cell = row * columns + column
    guard dots[cell] != 0 else { return nil }
    let style = Style.series(owner[cell])
    switch kind {
    case .marks: return Glyph(Self.marks[owner[cell] % Self.marks.count], style)
    case .blocks: return Glyph(dots[cell] == 3 ? "█" : dots[cell] == 1 ? "▀" : "▄", style)
    case .braille: return Unicode.Scalar(0x2800 + UInt32(dots[cell])).map { Glyph(Character($0), style) }
    }
  }

  /// The row of a height between 0 and 1.
  func row(of fraction: Double) -> Int { rows - 1 - place((0, fraction)).y / dotsDown }

  func column(of fraction: Double) -> Int { place((fraction, 0)).x / dotsAcross }

  static let marks: [Character] = Array("*ox+%@")

  private func place(_ point: (x: Double, y: Double)) -> (x: Int, y: Int) {
    (
      Int((min(max(point.x, 0), 1) * Double(columns * dotsAcross - 1)).rounded()),
      Int((min(max(point.y, 0), 1) * Double(rows * dotsDown - 1)).rounded())
    )
  }

  private mutating func set(_ x: Int, _ y: Int, _ series: Int) {
    let fromTop = rows * dotsDown - 1 - y
    let cell = fromTop / dotsDown * columns + x / dotsAcross
    dots[cell] |= Self.bits[x % dotsAcross * 4 + fromTop % dotsDown]
    owner[cell] = series
  }

  /// Braille numbers its dots down the left column, then the right; the fourth row was added later.
  private static let bits: [UInt8] = [0x01, 0x02, 0x04, 0x40, 0x08, 0x10, 0x20, 0x80]
}
