/// A colour in the terms of the terminal that will show it.
public enum Colour: Hashable, Sendable {
  /// One of the user's own sixteen.
  case ansi(Int)
  /// xterm's fixed cube and greys, 16…255.
  case indexed(Int)
  case rgb(UInt8, UInt8, UInt8)
}

/// How a style looks on one terminal.
public struct Appearance: Hashable, Sendable {
  public var foreground: Colour?
  public var background: Colour?
  public var isBold = false
  public var isDim = false
  public var isUnderlined = false
  public var isReversed = false

  public init() {}
}

/// One colour in each depth that has colours.
struct Tint: Hashable, Sendable {
  var hex: UInt32
  var index: Int
  var ansi: Int

  init(_ hex: UInt32, _ index: Int, _ ansi: Int) {
    self.hex = hex
    self.index = index
    self.ansi = ansi
  }

  func colour(_ depth: ColourDepth) -> Colour? {
    switch depth {
    case .none: nil
    case .ansi16: .ansi(ansi)
    case .ansi256: .indexed(index)
    case .trueColour: .rgb(UInt8(hex >> 16 & 255), UInt8(hex >> 8 & 255), UInt8(hex & 255))
    }
  }
}
