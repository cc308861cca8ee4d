/// What a glyph means; a `Theme` decides how that looks.
public struct Style: Hashable, Sendable {
  public var role: Role
  /// In the column (or row) of the cursor: the whole column carries the cursor's background.
  public var isLit: Bool

  public init(_ role: Role, isLit: Bool = false) {
    self.role = role
    self.isLit = isLit
  }

  public enum Role: Hashable, Sendable {
    case plain, soft, strong, title, error, warning, good, cursor, reference
    /// A magnitude, from 0 (nothing) to 7 (the largest).
    case heat(Int)
    /// A signed value, from −4 over 0 to 4.
    case signed(Int)
    /// A text's symbol by what a unit was when it was read, from −4 over 0 to 4; without colour by bold and underline.
    case activation(Int)
    /// The n-th curve of a chart, from 0; colours repeat after six.
    case series(Int)
  }

  public static let plain = Style(.plain)
  public static let soft = Style(.soft)
  public static let strong = Style(.strong)
  public static let title = Style(.title)
  public static let error = Style(.error)
  public static let warning = Style(.warning)
  public static let good = Style(.good)
  public static let cursor = Style(.cursor)
  public static let reference = Style(.reference)
  public static func heat(_ level: Int) -> Style { Style(.heat(level)) }
  public static func signed(_ level: Int) -> Style { Style(.signed(level)) }
  public static func activation(_ level: Int) -> Style { Style(.activation(level)) }
  public static func series(_ index: Int) -> Style { Style(.series(index)) }

  public func lit(_ isLit: Bool = true) -> Style { Style(role, isLit: isLit) }
}

/// Which glyphs the terminal can show.
public enum CharacterSet: Sendable, Hashable { case unicode, ascii }

/// How many colours the terminal has.
public enum ColourDepth: Sendable, Hashable, Comparable { case none, ansi16, ansi256, trueColour }
