/// Pictures of 8×8 pixels with two figures in them → what they show: `cross left of bar`, `square above pole`.
///
/// A time step is a row of pixels, 0 or 1. The two figures differ and stand in different halves of the picture.
struct ScenesTask: SequenceTask {
  static let definition = TaskDefinition(
    "scenes", teaches: "pictures of two figures → cross left of bar: words that look at places", source: "our own"
  ) { _ in ScenesTask() }

  private static let side = 8
  /// Pixels of each figure, as (row, column).
  private static let figures: [(name: String, pixels: [(Int, Int)])] = [
    ("cross", [(0, 1), (1, 0), (1, 1), (1, 2), (2, 1)]),
    ("square", [(0, 0), (0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1), (2, 2)]),
    ("bar", [(1, 0), (1, 1), (1, 2)]),
    ("pole", [(0, 1), (1, 1), (2, 1)]),
  ]
  private static let words = Vocabulary(
    unit: .word, symbols: figures.map(\.name) + ["left", "of", "above"], unknown: nil)

  var longest: Int { Self.side }
  var baseline: Baseline? { nil }
  var longestTarget: Int? { 4 }
  var targetVocabulary: Vocabulary? { Self.words }
  var shape: DataShape {
    DataShape(
      input: .vector(size: Self.side), target: .classes(count: Self.words.count + 1), placement: .perStep,
      decoderInput: .token(vocabulary: Self.words.count + 1))
  }
  var note: String { "scenes: 8×8 pixels, row by row → the two figures in them and how they stand, word by word" }

  func example(_ random: CounterRandom) -> Example {
    let first = random.integer(0, below: Self.figures.count)
    let second = (first + 1 + random.integer(1, below: Self.figures.count - 1)) % Self.figures.count
    let isBeside = random.integer(2, below: 2) == 0
    var pixels = [Double](repeating: 0, count: Self.side * Self.side)
    func draw(_ figure: Int, isFirst: Bool, _ key: Int) {
      // Along the axis that tells the two apart there is room for two places, across it for all six.
      let (along, across) = (random.integer(key, below: 2) + (isFirst ? 0 : 4), random.integer(key + 1, below: 6))
      let (top, left) = isBeside ? (across, along) : (along, across)
      for (row, column) in Self.figures[figure].pixels { pixels[(top + row) * Self.side + left + column] = 1 }
    }
    draw(first, isFirst: true, 3)
    draw(second, isFirst: false, 5)
    let relation = isBeside ? ["left", "of"] : ["above"]
    let caption = [Self.figures[first].name] + relation + [Self.figures[second].name]
    let target = caption.compactMap { Self.words.number(of: $0).map { Int32($0) } }
    let border = Int32(Self.words.count)
    return Example(
      input: .vectors(pixels, size: Self.side), target: .classes(target + [border]), steps: Self.side,
      decoderInput: [border] + target)
  }
}

extension GeneratedTask {
  public static var scenes: GeneratedTask { GeneratedTask(ScenesTask.definition) }
}
