/// The data sets that have a name: shipped files and generated tasks, each with what it teaches.
public struct Catalogue: Sendable {
  public struct Entry: Sendable, Equatable {
    public let name: String
    /// What it is and what it teaches, in one line.
    public let teaches: String
    /// The file inside the datasets folder, nil for generated tasks.
    public let file: String?
  }

  /// Every name, the shipped sets first.
  public static let entries =
    shipped.map { Entry(name: $0.name, teaches: $0.teaches, file: $0.file) } + [
      Entry(name: "adding", teaches: "two marked numbers far apart: how far back a cell remembers", file: nil),
      Entry(name: "copy", teaches: "ten symbols kept over a blank stretch: exact memory", file: nil),
      Entry(name: "temporal_order", teaches: "which of two signs came first: order over long gaps", file: nil),
      Entry(
        name: "parity", teaches: "the exclusive or of all bits so far: one bit of state, never forgotten", file: nil),
      Entry(name: "echo", teaches: "the bit of some steps before: a delay line", file: nil),
      Entry(name: "sine", teaches: "the next value of a wave: amplitude and frequency from what was seen", file: nil),
      Entry(
        name: "dates", teaches: "dates as people write them → 1997-03-03: encoder-decoder, and where attention looks",
        file: nil),
      Entry(
        name: "reverse", teaches: "letters backward: more than one state holds, and a line of attention", file: nil),
      Entry(
        name: "motif", teaches: "two boxes in a strand of bases, in this order or not: patterns far apart", file: nil),
      Entry(
        name: "scenes", teaches: "pictures of two figures → cross left of bar: words that look at places", file: nil),
    ]

  /// The folder with the shipped files.
  public let folder: String

  public init(folder: String) { self.folder = folder }

  /// The request for a shipped set.
  ///
  /// - Throws: `DataError` for a name that is not shipped, with the nearest one that is there.
  public func request(_ name: String) throws -> DataRequest {
    guard let set = Self.shipped.first(where: { $0.name == name }) else {
      let names = Self.entries.map(\.name)
      let near = DataError.nearest(name, among: names).map { "did you mean '\($0)'?" }
      throw DataError(
        "data \(DataError.quote(name))", expected: "one of \(names.joined(separator: ", "))", found: "another name",
        advice: near ?? "data alone lists what each teaches")
    }
    let path = folder + "/" + set.file
    switch set.kind {
    case .series(let options): return .csv(path: path, options)
    case .text(let options): return .text(path: path, options)
    case .labelled(let options): return .labelled(path: path, options)
    case .tagged(let options): return .tagged(path: path, options)
    case .tunes(let options): return .tunes(path: path, options)
    case .pairs(let options): return .pairs(path: path, options)
    case .recordings(let options): return .recordings(path: path, options)
    case .strips(let options): return .strips(path: path, options)
    }
  }

  private enum Kind {
    case series(SeriesOptions)
    case text(TextOptions)
    case labelled(LabelledOptions)
    case tagged(TaggedOptions)
    case pairs(PairOptions)
    case tunes(TuneOptions)
    case recordings(RecordingOptions)
    case strips(StripOptions)
  }

  private static var shipped: [(name: String, file: String, kind: Kind, teaches: String)] {
    [
      (
        "sunspots", "sunspots.csv", .series(SeriesOptions(columns: ["sunspots"])),
        "monthly sunspot numbers since 1749: a cycle of eleven years, never the same twice"
      ),
      (
        "co2", "co2.csv", .series(SeriesOptions(columns: ["ppm"])),
        "carbon dioxide over Mauna Loa: a season on a rising trend, so that the test part lies above all training"
      ),
      (
        "harbour", "harbour.txt", .text(TextOptions()),
        "plain English prose: spelling first, then words, then sentences, letter by letter"
      ),
      (
        "reviews", "reviews.tsv", .labelled(LabelledOptions(unit: .word, minimumCount: 2)),
        "short opinions, good or bad: one answer for a whole sentence"
      ),
      (
        "places", "places.tsv", .tagged(TaggedOptions(minimumCount: 2)),
        "sentences with the names of people and places marked: a tag for each word, many to many"
      ),
      (
        "phrases", "phrases.tsv", .pairs(PairOptions(unit: .word, minimumCount: 2)),
        "short English sentences with their German ones: encoder-decoder, word by word"
      ),
      (
        "tunes", "tunes.abc", .tunes(TuneOptions()),
        "a kind of dance → a tune in ABC notation: one to many, character by character"
      ),
      (
        "digits", "digits.ts", .recordings(RecordingOptions(normalisation: .minmax)),
        "handwritten digits of 8×8 pixels, read row by row: a picture as a sequence, many to one"
      ),
      (
        "digit_strip", "digits.ts",
        .strips(StripOptions(recordings: RecordingOptions(order: .turned, normalisation: .minmax))),
        "digits side by side, read column by column: labels without places in time, for the loss ctc"
      ),
      (
        "vowels", "vowels.ts", .recordings(RecordingOptions()),
        "two vowels by nine speakers, 7 to 26 time steps of 12 numbers: who speaks?"
      ),
    ]
  }
}
