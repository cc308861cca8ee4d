/// Sequences in arrays of a `.npz` file: x is [N, T] or [N, T, …], what stands behind T being the numbers of a time step; y
/// is [N], [N, T], [N, D] or [N, T, D]; lengths, where sequences are padded, [N]. `x_train`, `x_test` and so on tell parts.
struct ArrayMaterial: Material {
  /// The sequences of one part.
  struct Block: Sendable {
    let part: DataPart?
    let x: ArrayNumbers
    let y: ArrayNumbers?
    /// [N]
    let lengths: [Int]
  }

  let options: ArrayOptions
  let place: String
  let blocks: [Block]
  /// I: numbers of a time step.
  let width: Int
  let target: ArrayTarget
  private let parts: GivenParts?

  init(path: String, options: ArrayOptions, byteBudget: Int, progress: DataProgress) throws {
    place = DataFile.place(path)
    var bytes: [UInt8] = []
    try DataFile.read(path, byteBudget: byteBudget, unpacks: false, progress: progress) { chunk, _ in bytes += chunk }
    guard ZipArchive.isBeginning(bytes) else {
      throw DataError(
        place, expected: "an archive of arrays as numpy.savez writes it", found: "another file",
        advice: "save it with numpy.savez(FILE, x=…, y=…)")
    }
    let arrays = try NumpyArchive.tensors(of: bytes, name: place, byteBudget: byteBudget)
    let names = ArrayNames(arrays: arrays, place: place)
    let found = try names.blocks(options)
    var blocks: [Block] = []
    for own in found {
      let x = ArrayNumbers(own.x)
      let block = Block(
        part: own.part, x: x, y: own.y.map { ArrayNumbers($0) }, lengths: try Self.lengths(x, own, place))
      blocks.append(block)
    }
    let width = blocks[0].x.shape[2...].reduce(1, *)
    if let other = zip(found, blocks).first(where: { $1.x.shape[2...].reduce(1, *) != width }) {
      throw DataError(
        "\(place), array \(DataError.quote(other.0.x.name))",
        expected: "\(width) numbers a time step as in the first one",
        found: PlainNumber.grouped(other.1.x.shape[2...].reduce(1, *)), advice: "save arrays that fit together")
    }
    self.options = options
    self.width = width
    self.blocks = blocks
    target = try ArrayTarget(blocks, options, width: width, names: found.map { $0.y?.name ?? "" }, place: place)
    var parts = GivenParts()
    for block in blocks { if let part = block.part { parts.add(block.lengths.count, to: part) } }
    self.parts = blocks[0].part == nil ? nil : parts
  }

  var count: Int { blocks.reduce(0) { $0 + $1.lengths.count } }

  /// The block of a sequence, and its number there.
  func locate(_ sequence: Int) -> (block: Int, row: Int) {
    var row = sequence
    for (number, block) in blocks.enumerated() {
      if row < block.lengths.count { return (number, row) }
      row -= block.lengths.count
    }
    return (0, 0)
  }

  func steps(_ sequence: Int) -> Int {
    let (block, row) = locate(sequence)
    return blocks[block].lengths[row]
  }

  /// A sequence as it stands in the file; [T, I]
  func values(_ sequence: Int) -> [Double] {
    let (block, row) = locate(sequence)
    let own = blocks[block]
    let first = row * own.x.shape[1] * width
    return own.x.values(first..<first + own.lengths[row] * width)
  }

  /// Time steps of each sequence: those told, or those up to the last that is not all NaN.
  private static func lengths(_ x: ArrayNumbers, _ found: ArrayNames.Block, _ place: String) throws -> [Int] {
    let name = "\(place), array \(DataError.quote(found.x.name))"
    let (count, steps) = (x.shape[0], x.shape[1])
    let width = x.shape[2...].reduce(1, *)
    if let given = found.lengths {
      let told = ArrayNumbers(given)
      guard told.shape == [count], told.isWhole else {
        throw DataError(
          "\(place), array \(DataError.quote(given.name))", expected: "\(count) whole numbers, one for each sequence",
          found: "the shape \(told.shape)", advice: "save the lengths as an array of integers")
      }
      let lengths = told.values(0..<count)
      if let wrong = lengths.firstIndex(where: { !(1...Double(steps)).contains($0) }) {
        throw DataError(
          "\(place), array \(DataError.quote(given.name)), place \(PlainNumber.grouped(wrong))",
          expected: "from 1 to \(steps) time steps", found: PlainNumber.text(lengths[wrong]),
          advice: "correct the length")
      }
      let whole = lengths.map { Int($0) }
      for row in whole.indices { try check(x, row, whole[row], name) }
      return whole
    }
    return try (0..<count).map { row in
      let values = x.values(row * steps * width..<(row + 1) * steps * width)
      let length = values.lastIndex { !$0.isNaN }.map { $0 / width + 1 } ?? 0
      guard length > 0 else {
        throw DataError(
          "\(name), sequence \(PlainNumber.grouped(row + 1))", expected: "at least one number", found: "none",
          advice: "leave the sequence out")
      }
      try check(x, row, length, name)
      return length
    }
  }

  private static func check(_ x: ArrayNumbers, _ row: Int, _ length: Int, _ name: String) throws {
    guard !x.isWhole else { return }
    let width = x.shape[2...].reduce(1, *)
    let first = row * x.shape[1] * width
    let values = x.values(first..<first + length * width)
    guard let wrong = values.firstIndex(where: { !$0.isFinite || abs($0) >= PlainNumber.largest }) else { return }
    throw DataError(
      "\(name), sequence \(PlainNumber.grouped(row + 1)), t = \(wrong / width + 1)",
      expected: "a number below 1e150", found: PlainNumber.text(values[wrong]),
      advice: "fill gaps; NaN may only stand behind a sequence that is shorter")
  }

  func arranged(split: Split, batch: BatchSettings, seed: UInt64) throws -> any Arrangement {
    try parts.split(split).check(
      count, place: place, least: 1, "sequence", advice: "give more sequences or another split")
    let arrangement = ArrayArrangement(
      material: self, places: parts.places(count, split, seed: seed), batch: batch, seed: seed)
    try batch.checkMemory(
      rows: count, steps: blocks.reduce(0) { max($0, $1.x.shape[1]) }, shape: arrangement.shape, place: place,
      advice: "make batch smaller")
    return arrangement
  }

  /// What the sequences are.
  var notes: [String] {
    let longest = blocks.reduce(0) { max($0, $1.lengths.max() ?? 0) }
    return [
      "arrays: \(PlainNumber.counted(count, "sequence")) of up to \(PlainNumber.counted(longest, "time step")) with"
        + " \(PlainNumber.counted(width, "number")); \(target.words)",
      "scale \(options.normalisation.rawValue), from the training part alone",
    ] + parts.notes
  }
}
