/// The three parts of a data set: learned from, chosen by, and scored once at the end.
public enum DataPart: String, Sendable, CaseIterable, Codable { case train, valid, test }

/// Which share of the data goes into which part.
public struct Split: Sendable, Equatable {
  public let train: Double
  public let valid: Double
  public let test: Double

  /// 80 % to learn from, 10 % to choose by, 10 % to be scored on.
  public static let standard = Split(unchecked: 0.8, 0.1, 0.1)
  /// Everything is learned from, and scored on.
  public static let undivided = Split(unchecked: 1, 0, 0)

  private init(unchecked train: Double, _ valid: Double, _ test: Double) {
    self.train = train
    self.valid = valid
    self.test = test
  }

  /// - Throws: `DataError` unless no share is negative, the training share is above 0 and they add up to 1.
  public init(train: Double, valid: Double, test: Double) throws {
    for (name, share) in [("train", train), ("valid", valid), ("test", test)] where !(share >= 0 && share <= 1) {
      throw DataError(
        "split \(name)=", expected: "a share from 0 to 1", found: PlainNumber.text(share),
        advice: "write for example split train=0.8 valid=0.1 test=0.1")
    }
    guard train > 0 else {
      throw DataError(
        "split train=", expected: "a share above 0", found: "0", advice: "there must be something to learn from")
    }
    guard abs(train + valid + test - 1) < 1e-9 else {
      throw DataError(
        "split", expected: "shares that add up to 1", found: PlainNumber.text(train + valid + test),
        advice: "write for example split train=0.8 valid=0.1 test=0.1")
    }
    self.init(unchecked: train, valid, test)
  }

  /// The shares that so many things in each part have; at least one is to learn from.
  init(counts train: Int, _ valid: Int, _ test: Int) {
    let all = Double(max(1, train + valid + test))
    self.init(unchecked: Double(train) / all, Double(valid) / all, Double(test) / all)
  }

  public subscript(part: DataPart) -> Double {
    switch part {
    case .train: train
    case .valid: valid
    case .test: test
    }
  }

  /// The places of each part among `count` things in order: train first, test last.
  func range(_ part: DataPart, of count: Int) -> Range<Int> {
    let first = valid + test == 0 ? count : min(count, Int((Double(count) * train).rounded()))
    let second = valid == 0 ? first : test == 0 ? count : min(count, Int((Double(count) * (train + valid)).rounded()))
    switch part {
    case .train: return 0..<first
    case .valid: return first..<max(first, second)
    case .test: return max(first, second)..<count
    }
  }
}

extension Split {
  /// Refuses a split of `count` things that leaves a part which was asked for with fewer than `least`.
  func check(_ count: Int, place: String, least: Int, _ things: String, advice: String) throws {
    for part in DataPart.allCases where self[part] > 0 {
      let own = range(part, of: count).count
      guard own < least else { continue }
      throw DataError(
        "\(place), \(part.rawValue) part", expected: "at least \(PlainNumber.grouped(least)) \(things)",
        found: PlainNumber.grouped(own), advice: advice)
    }
  }
}

/// How training sequences are put together.
public struct BatchSettings: Sendable, Equatable, Codable {
  /// Rows that are computed together; for text the tracks that run side by side.
  public let size: Int
  /// Whether every epoch takes independent sequences in a new order.
  public let shuffle: Bool
  /// Batches whose gradients one update adds up.
  public let accumulate: Int
  /// Whether sequences of like lengths come together.
  public let buckets: Bool

  public static let standard = BatchSettings(unchecked: 32, shuffle: true, accumulate: 1, buckets: false)

  private init(unchecked size: Int, shuffle: Bool, accumulate: Int, buckets: Bool) {
    (self.size, self.shuffle, self.accumulate, self.buckets) = (size, shuffle, accumulate, buckets)
  }

  /// Rows that one update learns from.
  public var rowsPerUpdate: Int { size * accumulate }

  /// - Throws: `DataError` unless size and accumulate are 1 or more and their product is at most 1,000,000.
  public init(size: Int, shuffle: Bool = true, accumulate: Int = 1, buckets: Bool = false) throws {
    let (rows, overflow) = size.multipliedReportingOverflow(by: accumulate)
    guard size >= 1, accumulate >= 1, !overflow, rows <= 1_000_000 else {
      throw DataError(
        "batch", expected: "from 1 to 1,000,000 rows\(accumulate == 1 ? "" : " in an update")",
        found: accumulate == 1
          ? PlainNumber.grouped(size) : "\(PlainNumber.grouped(size)) × \(PlainNumber.grouped(accumulate))",
        advice: "32 is usual")
    }
    self.init(unchecked: size, shuffle: shuffle, accumulate: accumulate, buckets: buckets)
  }

  /// Whether a file may ask for it.
  var isSane: Bool { (try? BatchSettings(size: size, accumulate: accumulate)) != nil }
}

extension BatchSettings {
  /// Bytes that the sequences of one batch may take.
  private static let memoryBudget = 1_000_000_000.0

  /// Refuses sizes that no batch could be made of, before anything is allocated.
  func checkMemory(rows: Int, steps: Int, shape: DataShape, place: String, advice: String) throws {
    let inputBytes =
      switch shape.input {
      case .vector(let size): 8.0 * Double(size)
      case .token: 4.0
      }
    let targetBytes = shape.placement == .perStep ? 8.0 * Double(shape.target.numbersInATarget) : 0
    let rows = min(rows, rowsPerUpdate)
    // Input and target, both counted as large as the larger, once as examples and once as a batch.
    let bytes = 4 * max(inputBytes, targetBytes) * Double(steps) * Double(rows)
    guard bytes > Self.memoryBudget else { return }
    throw DataError(
      place, expected: "batches of at most \(PlainNumber.bytes(Self.memoryBudget))",
      found: "\(PlainNumber.counted(rows, "row")) of \(PlainNumber.counted(steps, "step")), which need"
        + " \(PlainNumber.bytes(bytes))", advice: advice)
  }
}
