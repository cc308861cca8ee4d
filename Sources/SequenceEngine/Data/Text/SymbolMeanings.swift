/// What the numbers of symbols and classes stand for in some data, as digests: enough to tell whether a model that
/// learned from them finds others under the same numbers elsewhere.
public struct SymbolMeanings: Sendable, Equatable, Codable {
  /// Of the symbols that a model reads; nil: it reads numbers, or symbols without a name.
  public let inputs: UInt32?
  /// Of the classes that it answers with; nil: they are the symbols that it reads, have no names, or are no classes.
  public let targets: UInt32?

  /// - Returns: nil where nothing has a name.
  init?(inputs: [String]?, targets: [String]?) {
    let (read, answered) = (inputs.map(Self.digest), targets.map(Self.digest))
    self.inputs = read
    self.targets = answered == read ? nil : answered
    if self.inputs == nil, self.targets == nil { return nil }
  }

  /// The names in their order; no byte of UTF-8 is the one that ends a name.
  private static func digest(_ names: [String]) -> UInt32 {
    var bytes: [UInt8] = []
    for name in names {
      bytes += name.utf8
      bytes.append(0xFF)
    }
    return CRC32.checksum(bytes)
  }

  /// Whether both know their symbols, and these are not the same under the same numbers.
  public func readsOthers(than other: SymbolMeanings) -> Bool { Self.differ(inputs, other.inputs) }

  /// The same of the classes.
  public func answersOthers(than other: SymbolMeanings) -> Bool { Self.differ(targets, other.targets) }

  private static func differ(_ own: UInt32?, _ other: UInt32?) -> Bool {
    guard let own, let other else { return false }
    return own != other
  }
}

extension Dataset {
  /// What the numbers of its symbols and classes stand for; nil where none has a name.
  public var meanings: SymbolMeanings? { SymbolMeanings(inputs: vocabulary?.symbols, targets: classNames) }
}
