/// The tags of a file, brought to one scheme: where they mark names, every name begins with `B-`.
struct TagScheme {
  /// Distinct tags in the order of their bytes.
  let tags: [String]
  /// [token]
  let classes: [Int32]
  /// Whether they were IOB1, in which `B-` only stands between two names of one type that touch.
  let isConverted: Bool

  /// - Throws: `DataError` for an `I-` that goes on with nothing of its type, in a file that cannot be IOB1.
  init(_ lines: TaggedLines) throws {
    var names = lines.tags
    var classes = lines.classes
    var isConverted = false
    if let entities = EntityTags(names), case let orphans = Self.unattached(.goesOn, lines, entities),
      let orphan = orphans.first
    {
      guard Self.isIOB1(lines, entities) else { throw Self.wrong(orphan, lines) }
      isConverted = true
      var numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Int32($0)) })
      for (token, _) in orphans {
        let beginning = "B" + names[Int(classes[token])].dropFirst()
        let number = numbers[beginning] ?? Int32(names.count)
        if Int(number) == names.count {
          numbers[beginning] = number
          names.append(beginning)
        }
        classes[token] = number
      }
    }
    let used = Set(classes)
    let order = names.indices.filter { used.contains(Int32($0)) }
      .sorted { names[$0].utf8.lexicographicallyPrecedes(names[$1].utf8) }
    var ranks = [Int32](repeating: 0, count: names.count)
    for (rank, tag) in order.enumerated() { ranks[tag] = Int32(rank) }
    tags = order.map { names[$0] }
    self.classes = classes.map { ranks[Int($0)] }
    self.isConverted = isConverted
  }

  /// In IOB1 a `B-` stands behind a name of its own type and nowhere else.
  private static func isIOB1(_ lines: TaggedLines, _ entities: EntityTags) -> Bool {
    unattached(.begins, lines, entities).isEmpty
  }

  /// Tokens with this mark whose predecessor in the sentence is of no name of their type.
  private static func unattached(
    _ mark: EntityTags.Mark, _ lines: TaggedLines, _ entities: EntityTags
  ) -> [(token: Int, sentence: Int)] {
    var found: [(token: Int, sentence: Int)] = []
    var start = 0
    for (sentence, end) in lines.ends.enumerated() {
      var typeBefore = -1
      for token in start..<end {
        let own = entities.meanings[Int(lines.classes[token])]
        if own.mark == mark, own.type != typeBefore { found.append((token, sentence)) }
        typeBefore = own.type
      }
      start = end
    }
    return found
  }

  private static func wrong(
    _ orphan: (token: Int, sentence: Int), _ lines: TaggedLines
  ) -> DataError {
    let start = orphan.sentence == 0 ? 0 : lines.ends[orphan.sentence - 1]
    let own = lines.tags[Int(lines.classes[orphan.token])]
    let before = orphan.token > start ? lines.tags[Int(lines.classes[orphan.token - 1])] : nil
    let type = String(own.dropFirst())
    return DataError(
      "\(lines.place(of: orphan.sentence)), line \(PlainNumber.grouped(lines.lineNumbers[orphan.token]))",
      expected: "\(DataError.quote("B" + type)) or \(DataError.quote("I" + type)) before \(DataError.quote(own))",
      found: before.map { DataError.quote($0) } ?? "the beginning of a sentence",
      advice: "begin every name with B-; files where B- only parts names that touch (IOB1) are read as they are")
  }
}
