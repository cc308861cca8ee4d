public struct TextOptions: Sendable, Equatable {
  public var unit: TextUnit
  /// Symbols that an update sees of each track.
  public var window: Int
  /// Symbols that are rarer than this in the training part become `<unk>`.
  public var minimumCount: Int
  /// Whether lines without anything on them are left out.
  public var dropsBlankLines: Bool
  public var encoding: TextEncoding

  public init(
    unit: TextUnit = .character, window: Int = 50, minimumCount: Int = 1, dropsBlankLines: Bool = false,
    encoding: TextEncoding = .utf8
  ) {
    (self.dropsBlankLines, self.encoding) = (dropsBlankLines, encoding)
    self.unit = unit
    self.window = window
    self.minimumCount = minimumCount
  }
}

/// How short texts become symbols: lines, texts with a label, both sides of a pair.
public struct SymbolOptions: Sendable, Equatable {
  public var unit: TextUnit
  /// Longer texts are cut to so many symbols where they have a label, and else left out; nil: none is.
  public var maximumLength: Int?
  /// Symbols that are rarer than this in the training part become `<unk>`.
  public var minimumCount: Int
  public var encoding: TextEncoding

  public init(
    unit: TextUnit = .character, maximumLength: Int? = nil, minimumCount: Int = 1, encoding: TextEncoding = .utf8
  ) {
    self.unit = unit
    self.maximumLength = maximumLength
    self.minimumCount = minimumCount
    self.encoding = encoding
  }
}

public struct TaggedOptions: Sendable, Equatable {
  /// The tag's column; nil: the last, of CoNLL-U the fourth.
  public var column: TagColumn?
  /// Longer sentences are cut to their first `maximumLength` tokens; nil: none is.
  public var maximumLength: Int?
  /// Tokens that are rarer than this in the training part become `<unk>`.
  public var minimumCount: Int

  public init(column: TagColumn? = nil, maximumLength: Int? = nil, minimumCount: Int = 1) {
    self.column = column
    self.maximumLength = maximumLength
    self.minimumCount = minimumCount
  }
}

public struct TuneOptions: Sendable, Equatable {
  /// What a tune is asked for by.
  public enum Kind: String, Sendable, CaseIterable {
    case rhythm, meter, key

    /// The header field that tells it.
    var field: Unicode.Scalar {
      switch self {
      case .rhythm: "R"
      case .meter: "M"
      case .key: "K"
      }
    }
  }

  /// What becomes of a tune's header.
  public enum Headers: String, Sendable, CaseIterable {
    /// Its key alone stands before the notes.
    case key
    /// All fields but the number, a line each.
    case keep
    case strip
  }

  public var kind: Kind
  /// Longer tunes are left out; nil: none is.
  public var maximumLength: Int?
  public var headers: Headers

  public init(kind: Kind = .rhythm, maximumLength: Int? = nil, headers: Headers = .key) {
    self.headers = headers
    self.kind = kind
    self.maximumLength = maximumLength
  }
}

extension TextUnit {
  /// - Parameters:
  ///   - command: the one that is to blame.
  ///   - whole: what is kept where no length is given.
  static func check(
    minimumCount: Int, maximumLength: Int? = nil, command: String, keeping whole: String = "all"
  ) throws(DataError) {
    guard (1...1_000_000_000).contains(minimumCount) else {
      throw DataError(
        "\(command) min_count=", expected: "from 1 to 1,000,000,000", found: PlainNumber.grouped(minimumCount),
        advice: "1 keeps every symbol of the training part")
    }
    if let length = maximumLength, length < 1 {
      throw DataError(
        "\(command) max_length=", expected: "at least 1", found: PlainNumber.grouped(length),
        advice: "leave max_length= out to keep \(whole)")
    }
  }
}
