import Glibc

/// Is there a promoter? Random bases a c g t; a sequence is one where TTGACA stands somewhere before TATAAT, the two boxes
/// that bacterial genes begin with (Pribnow 1975). Of the others a third has one box alone, a third the other, and a third
/// both in the wrong order, so that neither box tells the answer.
struct MotifTask: SequenceTask {
  let length: Int
  private static let length = TaskOption.length(40, from: 12, "bases of a strand")
  private static let first: [Int32] = [3, 3, 2, 0, 1, 0]  // TTGACA; a c g t are 0 … 3
  private static let second: [Int32] = [3, 0, 3, 0, 0, 3]  // TATAAT
  private static let bases = Vocabulary(unit: .character, symbols: ["a", "c", "g", "t"], unknown: nil)

  static let definition = TaskDefinition(
    "motif", teaches: "two boxes in a strand of bases, in this order or not: patterns far apart",
    source: "Pribnow 1975",
    options: [length]
  ) { values in MotifTask(length: values(length)) }

  var longest: Int { length }
  var vocabulary: Vocabulary? { Self.bases }
  var shape: DataShape {
    DataShape(input: .token(vocabulary: 4), target: .classes(count: 2), placement: .perSequence, steps: length)
  }
  var note: String {
    "motif: \(PlainNumber.counted(length, "base")); the target is whether ttgaca stands before tataat"
  }
  var baseline: Baseline? {
    Baseline(
      loss: log(2), scores: [.init(.accuracy, 0.5), .init(.crossEntropy, log(2), unit: "nats")],
      sentence: "guessing yes or no")
  }

  func example(_ random: CounterRandom) -> Example {
    var bases = (0..<length).map { Int32(random.integer(10 + $0, below: 4)) }
    let size = Self.first.count
    func place(_ box: [Int32], _ range: Range<Int>, _ key: Int) {
      let start = range.lowerBound + random.integer(key, below: range.count - size + 1)
      bases.replaceSubrange(start..<start + size, with: box)
    }
    let border = size + random.integer(0, below: length - 2 * size + 1)
    let kind = random.integer(1, below: 6)
    if kind != 3 { place(kind == 5 ? Self.second : Self.first, 0..<border, 2) }
    if kind != 4 { place(kind == 5 ? Self.first : Self.second, border..<length, 3) }
    // Boxes also come about by chance, so the answer is read from what stands there.
    return Example(input: .tokens(bases), target: .classes([Self.isPromoter(bases) ? 1 : 0]), steps: length)
  }

  static func isPromoter(_ bases: [Int32]) -> Bool {
    let size = first.count
    guard let start = bases.indices.dropLast(size - 1).first(where: { bases[$0..<$0 + size].elementsEqual(first) })
    else { return false }
    let rest = bases[(start + size)...]
    return rest.indices.dropLast(size - 1).contains { rest[$0..<$0 + size].elementsEqual(second) }
  }
}

extension GeneratedTask {
  public static func motif(length: Int) -> GeneratedTask {
    GeneratedTask(MotifTask.definition, ["length": .integer(length)])
  }
}
