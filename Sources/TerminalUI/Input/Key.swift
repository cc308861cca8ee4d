/// A key of the keyboard, whatever bytes the terminal sends for it.
public enum Key: Hashable, Sendable {
  case character(Character)
  case enter, tab, backTab, escape, backspace, delete, insert
  case up, down, left, right, home, end, pageUp, pageDown
  case function(Int)
}

/// One press of a key.
public struct KeyPress: Hashable, Sendable {
  public struct Modifiers: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let shift = Modifiers(rawValue: 1)
    public static let alt = Modifiers(rawValue: 2)
    public static let control = Modifiers(rawValue: 4)
  }

  public var key: Key
  public var modifiers: Modifiers
  /// What the terminal sent: the line editor is fed with it, so that the user's own bindings hold.
  public var bytes: [UInt8]

  public init(_ key: Key, _ modifiers: Modifiers = [], bytes: [UInt8] = []) {
    self.key = key
    self.modifiers = modifiers
    self.bytes = bytes
  }

  public static func == (a: Self, b: Self) -> Bool { a.key == b.key && a.modifiers == b.modifiers }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(key)
    hasher.combine(modifiers)
  }
}

/// What a mouse did, at a place of the screen counted from 0.
public struct MousePress: Hashable, Sendable {
  public enum Action: Hashable, Sendable { case press, drag, release, wheelUp, wheelDown }

  public var action: Action
  public var row: Int
  public var column: Int

  public init(_ action: Action, row: Int, column: Int) {
    self.action = action
    self.row = row
    self.column = column
  }
}
