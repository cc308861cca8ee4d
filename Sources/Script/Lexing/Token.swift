/// One token, with the place it came from.
struct Token: Sendable {
  enum Kind: Sendable, Equatable {
    /// A name, dots included: `valid.loss`, `rnn1.recurrent`.
    case name(String)
    case number(Double)
    case string([StringPiece])
    case symbol(Symbol)
    case newline
    /// `# %%` or `# %% [markdown]`; a prose border is followed by no tokens of its entry.
    case border(title: String, isProse: Bool)
    /// Something that the lexer has already complained about.
    case invalid
    case end
  }

  enum StringPiece: Sendable, Equatable {
    case text(String)
    /// The source between `{` and `}`.
    case code(SourceRange)
  }

  let kind: Kind
  let range: SourceRange
  /// Whether a blank, a comment or a line break stands before it: an argument ends there.
  let followsBlank: Bool

  func isSymbol(_ symbol: Symbol) -> Bool { kind == .symbol(symbol) }
  func isName(_ text: String) -> Bool { kind == .name(text) }

  var name: String? {
    if case .name(let text) = kind { return text }
    return nil
  }

  var symbol: Symbol? {
    if case .symbol(let symbol) = kind { return symbol }
    return nil
  }

  /// 1 for a bracket that opens, -1 for one that closes, else 0.
  var nesting: Int {
    guard let symbol else { return 0 }
    return symbol.closing != nil ? 1 : symbol.isClosing ? -1 : 0
  }

  /// Whether a command ends before this token.
  var endsStatement: Bool {
    switch kind {
    case .newline, .end, .border, .symbol(.semicolon), .symbol(.closeBrace): true
    default: false
    }
  }

  /// As messages name it.
  func described(in source: SourceText) -> String {
    switch kind {
    case .newline, .end: "the end of the line"
    case .border: "a new entry"
    case .string: "a string"
    default: "'\(source[range])'"
    }
  }
}

enum Symbol: String, Sendable, CaseIterable {
  case openParen = "("
  case closeParen = ")"
  case openBracket = "["
  case closeBracket = "]"
  case openBrace = "{"
  case closeBrace = "}"
  case comma = ","
  case semicolon = ";"
  case colon = ":"
  case assign = "="
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case plus = "+"
  case minus = "-"
  case times = "*"
  case divide = "/"
  case remainder = "%"
  case power = "^"
  case range = ".."
  case dot = "."
  /// Occurs in cell definitions only: `h' = …`.
  case prime = "'"

  /// Symbols of one and of two characters by their bytes; the second byte of the short ones is 0.
  private static let byBytes: [UInt16: Symbol] = Dictionary(
    uniqueKeysWithValues: allCases.map { symbol in
      let bytes = Array(symbol.rawValue.utf8)
      return (UInt16(bytes[0]) << 8 | UInt16(bytes.count > 1 ? bytes[1] : 0), symbol)
    })
  private static let short: [Symbol?] = (0..<128).map { byBytes[$0 << 8] }

  /// The longest symbol that begins with these bytes.
  static func read(_ first: UInt8, _ second: UInt8?) -> (symbol: Symbol, width: Int)? {
    guard first < 0x80 else { return nil }
    // Dots and signs of comparison alone begin longer ones.
    if let second, second == UInt8(ascii: "=") || second == UInt8(ascii: "."),
      let long = byBytes[UInt16(first) << 8 | UInt16(second)]
    {
      return (long, 2)
    }
    return short[Int(first)].map { ($0, 1) }
  }

  /// The bracket that closes this one.
  var closing: Symbol? {
    switch self {
    case .openParen: .closeParen
    case .openBracket: .closeBracket
    case .openBrace: .closeBrace
    default: nil
    }
  }

  var isClosing: Bool { self == .closeParen || self == .closeBracket || self == .closeBrace }
}
