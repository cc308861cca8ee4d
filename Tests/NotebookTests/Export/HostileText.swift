/// Text that would act on a terminal, on a page or on a reader's eye if it came through raw.
enum HostileText {
  static let all = [
    "\u{1B}]0;owned\u{7}", "\u{1B}[2J", "\u{9B}31m", "\u{9D}0;x\u{9C}", "\u{7}\u{8}\u{0}", "\u{202E}txt.exe",
    "\u{2066}a\u{2069}", "\u{200B}\u{FEFF}", "\u{85}\u{2028}", "\u{7F}",
  ]
  static let markup = "</text><script>alert(1)</script>\"' onload='x"
  static let text = all.joined(separator: "a") + markup

  /// Whether a file holds any character that a terminal obeys or a reader does not see; line ends and tabs aside.
  static func isIn(_ file: String) -> Bool {
    file.unicodeScalars.contains { scalar in
      switch scalar.properties.generalCategory {
      case .control: scalar != "\n"
      case .format, .lineSeparator, .paragraphSeparator: true
      default: false
      }
    }
  }
}
