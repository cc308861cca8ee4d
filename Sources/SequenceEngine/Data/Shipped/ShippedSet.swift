/// A data set that is shipped: its file, how it is read, and what it teaches.
public struct ShippedSet: Sendable {
  /// What its examples are.
  public enum Group: String, Sendable, CaseIterable {
    case series = "Series to be forecast"
    case rows = "Series with a class at each row"
    case text = "Texts to be continued"
    case labelled = "Labelled texts"
    case tagged = "Tagged sentences"
    case pairs = "A text for each text"
    case recordings = "Recordings to be classified"
  }

  public let name: String
  /// Inside the datasets folder.
  public let file: String
  public let group: Group
  /// How many there are of what it is made of, and what that is: 3,126 months.
  public let size: (count: Int, of: String)
  /// What stands in a row, or in each of its things.
  public let columns: String
  /// What it is and what it teaches, in one line.
  public let teaches: String
  let request: @Sendable (_ path: String) -> DataRequest

  /// What it is read with when no option says otherwise.
  public var usual: DataRequest { request(file) }

  public static let all = series + rows + texts + recordings
}

extension ShippedSet {
  private static func series(
    _ name: String, _ size: (Int, String), columns: [String], target: String? = nil, window: Int = 24, horizon: Int = 1,
    gaps: SeriesOptions.Gaps = .refuse, teaches: String
  ) -> ShippedSet {
    let options = SeriesOptions(
      columns: columns, target: target.map { [$0] }, window: window, horizon: horizon, gaps: gaps)
    return ShippedSet(
      name: name, file: name + ".csv", group: .series, size: size, columns: columns.joined(separator: ", "),
      teaches: teaches
    ) { .csv(path: $0, options) }
  }

  private static let series = [
    series(
      "sunspots", (3126, "months"), columns: ["sunspots"],
      teaches: "monthly sunspot numbers since 1749: a cycle of eleven years, never the same twice"),
    series(
      "sunspots_year", (309, "years"), columns: ["sunspots"], window: 20,
      teaches: "yearly sunspot numbers since 1700: the cycle within a short window"),
    series(
      "co2", (526, "months"), columns: ["ppm"],
      teaches:
        "carbon dioxide over Mauna Loa: a season on a rising trend, so that the test part lies above all training"),
    series(
      "elnino", (732, "months"), columns: ["celsius"],
      teaches: "the sea off Peru since 1950: a season, and years that leave it, El Niño"),
    series(
      "nile", (100, "years"), columns: ["flow"], window: 4,
      teaches: "the Nile at Aswan since 1871: so short and noisy that the mean is a hard rival, with a jump in 1899"),
    series(
      "us_macro", (203, "quarters"), columns: ["inflation", "tbill", "unemployment"], window: 8,
      teaches: "the economy of the United States since 1959: several columns together, and a crisis at the end"),
    series(
      "seattle_hours", (8760, "hours"), columns: ["fahrenheit"], window: 48, horizon: 6,
      teaches: "the temperature in Seattle at each hour of 2010: a day within a year, six hours ahead"),
    series(
      "oil", (8611, "days"), columns: ["dollars"], window: 20, gaps: .drop,
      teaches: "the price of oil since 1986: holidays are gaps, and the last price is nearly all that can be known"),
    series(
      "ride", (4391, "seconds"), columns: ["power", "cadence", "altitude", "speed"], window: 30, horizon: 5,
      teaches: "a ride on a bicycle: speed five seconds ahead from power, cadence, altitude and speed"),
    series(
      "ecg", (10_800, "values"), columns: ["mv"], window: 60, horizon: 6,
      teaches: "thirty seconds of heartbeats: a wave that comes back, and near the end some that come too early"),
    series(
      "ecg_marked", (7500, "values"), columns: ["mv"], window: 40,
      teaches: "heartbeats with one that is none of the ordinary in the test part, marked: does detect find it?"),
  ]

  private static let rows = [
    ShippedSet(
      name: "seattle_days", file: "seattle_days.csv", group: .rows, size: (1461, "days"),
      columns: "rain, warmest, coldest, wind → weather",
      teaches: "the weather of each day, named by five words of which some are rare: many to many"
    ) {
      .rows(
        path: $0, labels: "weather",
        SeriesOptions(columns: ["rain", "warmest", "coldest", "wind"], window: 28, horizon: 0))
    }
  ]

  private static func text(
    _ name: String, characters: Int, _ columns: String, teaches: String
  ) -> ShippedSet {
    ShippedSet(
      name: name, file: name + ".txt", group: .text, size: (characters, "characters"), columns: columns,
      teaches: teaches
    ) { .text(path: $0, TextOptions()) }
  }

  private static let texts = [
    text(
      "harbour", characters: 70_689, "English prose",
      teaches: "plain English prose: spelling first, then words, then sentences, letter by letter"),
    text(
      "valley", characters: 64_769, "English prose",
      teaches: "short essays on bread, maps, clocks, weather: plain English in another voice, letter by letter"),
    ShippedSet(
      name: "reviews", file: "reviews.tsv", group: .labelled, size: (880, "reviews"), columns: "words → pos or neg",
      teaches: "short opinions, good or bad: one answer for a whole sentence"
    ) { .labelled(path: $0, SymbolOptions(unit: .word, minimumCount: 2)) },
    ShippedSet(
      name: "places", file: "places.tsv", group: .tagged, size: (530, "sentences"), columns: "word → tag",
      teaches: "sentences with the names of people and places marked: a tag for each word, many to many"
    ) { .tagged(path: $0, TaggedOptions(minimumCount: 2)) },
    ShippedSet(
      name: "phrases", file: "phrases.tsv", group: .pairs, size: (1043, "pairs"), columns: "English → German words",
      teaches: "short English sentences with their German ones: encoder-decoder, word by word"
    ) { .pairs(path: $0, SymbolOptions(unit: .word, minimumCount: 2)) },
    ShippedSet(
      name: "tunes", file: "tunes.abc", group: .pairs, size: (64, "tunes"), columns: "kind of dance → characters",
      teaches: "a kind of dance → a tune in ABC notation: one to many, character by character"
    ) { .tunes(path: $0, TuneOptions()) },
  ]

  private static let recordings = [
    ShippedSet(
      name: "digits", file: "digits.ts", group: .recordings, size: (1797, "pictures"), columns: "8×8 pixels → digit",
      teaches: "handwritten digits of 8×8 pixels, read row by row: a picture as a sequence, many to one"
    ) { .recordings(path: $0, RecordingOptions(normalisation: .minmax)) },
    ShippedSet(
      name: "digit_strip", file: "digits.ts", group: .recordings, size: (1797, "strips"),
      columns: "columns of pixels → digits",
      teaches: "digits side by side, read column by column: labels without places in time, for the loss ctc"
    ) {
      .strips(
        path: $0, StripOptions(recordings: RecordingOptions(order: .turned, normalisation: .minmax)))
    },
    ShippedSet(
      name: "vowels", file: "vowels.ts", group: .recordings, size: (270, "recordings"),
      columns: "12 coefficients → speaker",
      teaches: "two vowels by nine speakers, 7 to 26 time steps of 12 numbers: who speaks?"
    ) { .recordings(path: $0, RecordingOptions()) },
  ]
}
