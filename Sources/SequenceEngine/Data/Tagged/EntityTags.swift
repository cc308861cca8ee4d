/// Tags that mark the words of names: `B-LOC` begins a place, `I-LOC` goes on with it, `O` stands outside (Ramshaw,
/// Marcus: Text Chunking using Transformation-Based Learning, 1995; B- at every beginning as in IOB2).
public struct EntityTags: Sendable, Equatable {
  enum Mark: Sendable, Equatable { case begins, goesOn, outside }

  /// One name: its type and the steps that it takes.
  struct Span: Hashable, Sendable {
    let type: Int
    let start: Int
    var end: Int
  }

  /// The types of names, in the order of the tags.
  public let types: [String]
  /// What each tag means; [tag]
  let meanings: [(mark: Mark, type: Int)]

  public static func == (one: EntityTags, other: EntityTags) -> Bool {
    one.types == other.types && one.meanings.elementsEqual(other.meanings) { $0.mark == $1.mark && $0.type == $1.type }
  }

  /// - Returns: nil unless every tag is `O`, or `B` or `I` with or without a hyphen and a type.
  public init?(_ tags: [String]) {
    var types: [String] = []
    var meanings: [(mark: Mark, type: Int)] = []
    for tag in tags {
      if tag == "O" {
        meanings.append((.outside, -1))
        continue
      }
      guard tag.first == "B" || tag.first == "I", tag.count == 1 || tag.dropFirst().first == "-" && tag.count > 2 else {
        return nil
      }
      let type = String(tag.dropFirst(2))
      let number = types.firstIndex(of: type) ?? types.count
      if number == types.count { types.append(type) }
      meanings.append((tag.first == "B" ? .begins : .goesOn, number))
    }
    guard !types.isEmpty else { return nil }
    self.types = types
    self.meanings = meanings
  }

  /// The names in a sequence of tags. An `I-` that goes on with nothing of its type begins a name, as the scorer of CoNLL
  /// counts it, so that what a model answers is read whatever it is.
  func spans(_ tags: some Sequence<Int>) -> [Span] {
    var spans: [Span] = []
    var isOpen = false
    for (step, tag) in tags.enumerated() {
      guard meanings.indices.contains(tag), meanings[tag].mark != .outside else {
        isOpen = false
        continue
      }
      let (mark, type) = meanings[tag]
      if isOpen, mark == .goesOn, spans[spans.count - 1].type == type {
        spans[spans.count - 1].end = step + 1
      } else {
        spans.append(Span(type: type, start: step, end: step + 1))
        isOpen = true
      }
    }
    return spans
  }
}

/// How many names are found exactly: beginning, end and type (Tjong Kim Sang, De Meulder: Introduction to the CoNLL-2003
/// Shared Task, 2003).
public struct EntityScore: Sendable, Equatable, Codable {
  /// Names that are there and were found.
  public private(set) var right = 0
  /// Names that were found, right or wrong.
  public private(set) var found = 0
  /// Names that are there.
  public private(set) var there = 0

  public init() {}

  /// right / found; NaN where none was found.
  public var precision: Double { found > 0 ? Double(right) / Double(found) : .nan }
  /// right / there; NaN where none is there.
  public var recall: Double { there > 0 ? Double(right) / Double(there) : .nan }
  /// 2 right / (found + there), the harmonic mean of both; NaN where no name is there and none was found.
  public var f1: Double { found + there > 0 ? 2 * Double(right) / Double(found + there) : .nan }

  /// Counts one sequence.
  public mutating func add(answers: [Int], targets: [Int], _ tags: EntityTags) {
    let (own, real) = (Set(tags.spans(answers)), Set(tags.spans(targets)))
    right += own.intersection(real).count
    found += own.count
    there += real.count
  }

  /// Counts the likeliest tags of a batch.
  ///
  /// - Parameter output: logits; [T, B, O]
  mutating func add(_ output: [Double], _ batch: Batch, _ tags: EntityTags) {
    guard case .classes(let classes) = batch.target, batch.placement == .perStep else { return }
    let width = tags.meanings.count
    for (row, length) in batch.lengths.enumerated() {
      let places = (0..<length).map { $0 * batch.rows + row }
      let answers = places.map { place -> Int in
        let logits = output[place * width..<(place + 1) * width]
        return (logits.indices.max { logits[$0] < logits[$1] } ?? logits.startIndex) - logits.startIndex
      }
      add(answers: answers, targets: places.map { Int(classes[$0]) }, tags)
    }
  }
}
