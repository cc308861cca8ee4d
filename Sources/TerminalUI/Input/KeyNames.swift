/// Keys as help writes them: `Ctrl-C`, `Alt-↑`, `F9`, `Space`.
extension KeyPress {
  /// What the help calls the press.
  package var name: String {
    let modified = [(Modifiers.control, "Ctrl-"), (.alt, "Alt-"), (.shift, "Shift-")]
      .filter { modifiers.contains($0.0) }.map(\.1).joined()
    guard case .character(let character) = key, character != " " else { return modified + key.name }
    return modified + (modifiers.contains(.control) ? character.uppercased() : String(character))
  }

  /// The press of a name; nil for what names none.
  package init?(named name: String) {
    var rest = Substring(name)
    var modifiers: Modifiers = []
    for (modifier, prefix) in [(Modifiers.control, "Ctrl-"), (.alt, "Alt-"), (.shift, "Shift-")]
    where rest.hasPrefix(prefix) && rest.count > prefix.count {
      modifiers.insert(modifier)
      rest = rest.dropFirst(prefix.count)
    }
    if let key = Key.named[String(rest)] {
      self.init(key, modifiers)
    } else if rest.first == "F", let number = Int(rest.dropFirst()), (1...24).contains(number) {
      self.init(.function(number), modifiers)
    } else if rest.count == 1, let character = rest.first {
      let isControl = modifiers.contains(.control)
      self.init(.character(isControl ? Character(character.lowercased()) : character), modifiers)
    } else {
      return nil
    }
  }
}

extension Key {
  fileprivate static let named: [String: Key] = [
    "Enter": .enter, "Tab": .tab, "Shift-Tab": .backTab, "Esc": .escape, "Backspace": .backspace, "Del": .delete,
    "Ins": .insert, "↑": .up, "↓": .down, "←": .left, "→": .right, "Home": .home, "End": .end, "PgUp": .pageUp,
    "PgDn": .pageDown, "Space": .character(" "),
  ]

  fileprivate var name: String {
    switch self {
    case .function(let number): "F\(number)"
    case .character(let character) where character != " ": String(character)
    default: Self.named.first { $0.value == self }?.key ?? ""
    }
  }
}

extension KeyMeaning {
  /// The presses that the keys' names stand for; a name without a modifier has that of the name before it, as `↓` in
  /// `Alt-↑ ↓`. A name that is no key is left out.
  package var presses: [KeyPress] {
    var before: KeyPress.Modifiers = []
    return keys.split(separator: " ").compactMap { name in
      guard var press = KeyPress(named: String(name)) else { return nil }
      if press.modifiers.isEmpty { press.modifiers = before }
      before = press.modifiers
      return press
    }
  }
}
