/// A vocabulary made from the training part, with the way from a file's symbols to it.
struct TrainingVocabulary: Sendable {
  let vocabulary: Vocabulary
  /// Vocabulary number of each symbol of the file; [file symbols].
  let numbers: [Int32]
  /// Symbols of the validation and test parts that became `<unk>` because training does not have them.
  let unseen: Int
  /// Symbols of the training part that became `<unk>` because they are rare.
  let rare: Int

  /// - Parameters:
  ///   - names: the file's symbols.
  ///   - training: how often each stands in the training part.
  ///   - heldOut: how often each stands in the other parts; decides only whether `<unk>` is needed.
  init(unit: TextUnit, names: [String], training: [Int], heldOut: [Int], minimumCount: Int) {
    let least = max(1, minimumCount)
    var known = names.indices.filter { training[$0] >= least && names[$0] != Vocabulary.unknownSymbol }
    if unit == .word {
      // The usual order of word lists: frequent words first.
      known.sort {
        training[$0] != training[$1]
          ? training[$0] > training[$1] : names[$0].utf8.lexicographicallyPrecedes(names[$1].utf8)
      }
    } else {
      known.sort { names[$0].utf8.lexicographicallyPrecedes(names[$1].utf8) }
    }
    var numbers = [Int32](repeating: -1, count: names.count)
    for (number, symbol) in known.enumerated() { numbers[symbol] = Int32(number) }

    var (unseen, rare) = (0, 0)
    for symbol in names.indices where numbers[symbol] < 0 && names[symbol] != Vocabulary.unknownSymbol {
      rare += training[symbol]
      unseen += heldOut[symbol]
    }
    let needed = unit == .word || unseen + rare > 0 || names.contains(Vocabulary.unknownSymbol)
    self.numbers = numbers.map { $0 < 0 ? Int32(known.count) : $0 }
    self.unseen = unseen
    self.rare = rare
    vocabulary = Vocabulary(
      unit: unit, symbols: known.map { names[$0] } + (needed ? [Vocabulary.unknownSymbol] : []),
      unknown: needed ? known.count : nil)
  }

  /// What a person should know about it.
  var notes: [String] {
    var notes = ["vocabulary: \(PlainNumber.counted(vocabulary.count, vocabulary.unit.noun)) of the training part"]
    if vocabulary.unknown != nil { notes[0] += ", <unk> among them" }
    if rare > 0 { notes.append("\(PlainNumber.grouped(rare)) rare ones of the training part count as <unk>") }
    if unseen > 0 {
      notes.append("\(PlainNumber.grouped(unseen)) in the other parts that training does not have count as <unk>")
    }
    return notes
  }
}

extension TextUnit {
  public var noun: String {
    switch self {
    case .character: "character"
    case .word: "word"
    case .byte: "byte"
    }
  }
}
