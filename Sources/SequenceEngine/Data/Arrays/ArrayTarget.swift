/// What is asked for of sequences in arrays: their next time step, or what the array y holds.
struct ArrayTarget: Sendable {
  let kind: TargetKind
  let placement: TargetPlacement
  let source: TargetSource
  /// The numbers that stand for classes, in order; nil where targets are no classes.
  let classes: [Double]?
  /// D: numbers of a target.
  let width: Int

  private static let mostClasses = 10_000

  /// - Throws: `DataError` for arrays y that do not fit.
  init(_ blocks: [ArrayMaterial.Block], _ options: ArrayOptions, width inputs: Int, names: [String], place: String)
    throws
  {
    guard let first = blocks[0].y else {
      (kind, placement, source, classes, width) = (.vector(size: inputs), .perStep, .nextInput, nil, inputs)
      for block in blocks {
        guard let short = block.lengths.firstIndex(where: { $0 < 2 }) else { continue }
        throw DataError(
          "\(place), sequence \(PlainNumber.grouped(short + 1))",
          expected: "at least 2 time steps, so that there is a next one", found: "1",
          advice: "give y= or longer sequences")
      }
      return
    }
    let targets = options.targets ?? (first.isWhole ? .classes : .numbers)
    // Of numbers for each sequence, as many as there are time steps are one for each.
    let isPerStep = first.shape.count > 1 && first.shape[1] == blocks[0].x.shape[1]
    placement = isPerStep ? .perStep : .perSequence
    source = .own
    let lead = isPerStep ? 2 : 1
    let size = first.shape[lead...].reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
    for (number, block) in blocks.enumerated() {
      let name = "\(place), array \(DataError.quote(names[number]))"
      guard let own = block.y else {
        throw DataError(
          place, expected: "targets for every part", found: "a part without", advice: "save y_train, y_test and so on")
      }
      let steps = isPerStep ? [block.x.shape[1]] : []
      guard own.shape == [block.lengths.count] + steps + first.shape[lead...], size > 0 else {
        throw DataError(
          name, expected: "the shape [N], [N, T], [N, D] or [N, T, D] with N and T of the inputs",
          found: "\(own.shape)",
          advice: "save x and y with the same first dimensions")
      }
      if targets == .classes, size != 1 {
        throw DataError(
          name, expected: "one class for each \(isPerStep ? "time step" : "sequence")",
          found: PlainNumber.grouped(size), advice: "say targets=bits or targets=numbers, or save the classes' numbers")
      }
    }
    width = size
    switch targets {
    case .numbers: (kind, classes) = (.vector(size: size), nil)
    case .bits: (kind, classes) = (.bits(size: size), nil)
    case .classes:
      var met = Set<Double>()
      for block in blocks {
        for row in 0..<block.lengths.count where met.count <= Self.mostClasses {
          met.formUnion(Self.values(block, row, isPerStep ? block.lengths[row] : nil, size))
        }
      }
      guard met.count >= 2, met.count <= Self.mostClasses, met.allSatisfy(\.isFinite) else {
        throw DataError(
          "\(place), array \(DataError.quote(names[0]))",
          expected: "from 2 to \(PlainNumber.grouped(Self.mostClasses)) classes",
          found: met.count > Self.mostClasses ? "more" : PlainNumber.grouped(met.count),
          advice: "say targets=numbers where they are none")
      }
      (kind, classes) = (.classes(count: met.count), met.sorted())
    }
    guard targets != .classes else { return }
    for (number, block) in blocks.enumerated() {
      for row in 0..<block.lengths.count {
        let values = Self.values(block, row, isPerStep ? block.lengths[row] : nil, size)
        let isRight = { (value: Double) in
          targets == .bits ? value == 0 || value == 1 : value.isFinite && abs(value) < PlainNumber.largest
        }
        guard let wrong = values.first(where: { !isRight($0) }) else { continue }
        throw DataError(
          "\(place), array \(DataError.quote(names[number])), sequence \(PlainNumber.grouped(row + 1))",
          expected: targets == .bits ? "0 or 1" : "a number below 1e150", found: PlainNumber.text(wrong),
          advice: targets == .bits ? "other numbers need targets=numbers" : "correct it or leave the sequence out")
      }
    }
  }

  /// The target of a sequence as it stands in the file; [T, D] or [D]
  ///
  /// - Parameter steps: time steps of the sequence; nil: it has one target.
  private static func values(_ block: ArrayMaterial.Block, _ row: Int, _ steps: Int?, _ size: Int) -> [Double] {
    guard let y = block.y else { return [] }
    let first = row * (steps == nil ? 1 : block.x.shape[1]) * size
    return y.values(first..<first + (steps ?? 1) * size)
  }

  func values(_ block: ArrayMaterial.Block, _ row: Int) -> [Double] {
    Self.values(block, row, placement == .perStep ? block.lengths[row] : nil, width)
  }

  var words: String {
    let each = placement == .perStep ? "time step" : "sequence"
    return switch kind {
    case .vector where source == .nextInput: "each time step asks for the next one"
    case .classes(let count): "one of \(count) classes for each \(each)"
    case .bits(let size): "\(PlainNumber.counted(size, "bit")) for each \(each)"
    default: "\(PlainNumber.counted(width, "number")) for each \(each)"
    }
  }
}
