/// The targets of inline sequences, checked against their inputs.
struct InlineTargets {
  let targets: [SequenceTarget]
  let kind: TargetKind
  let placement: TargetPlacement
  let usesNextStep: Bool

  /// - Throws: `DataError` naming the sequence whose target does not fit.
  init(_ given: InlineSequences) throws {
    let lengths = given.input.map(\.count)
    switch given.target {
    case .nextStep:
      for (row, length) in lengths.enumerated() where length < 2 {
        throw DataError(
          "data inline, sequence \(row + 1)", expected: "at least 2 steps, so that there is a next one", found: "1",
          advice: "give target= or longer sequences")
      }
      let size = given.input[0][0].count
      targets = given.input.map { .vectors($0.dropFirst().flatMap { $0 }, size: size) }
      kind = try Self.numbers(size: size, bits: given.bits, targets)
      placement = .perStep
    case .perStep(let rows):
      try Self.checkCount(rows.count, lengths.count)
      let size = rows.first?.first?.count ?? 0
      for (row, steps) in rows.enumerated() {
        let place = "data inline target=, sequence \(row + 1)"
        try Self.checkSteps(steps.count, lengths[row], place)
        try InlineMaterial.check(steps, size: max(size, 1), place: place, what: "target")
      }
      targets = rows.map { .vectors($0.flatMap { $0 }, size: size) }
      kind = try Self.numbers(size: size, bits: given.bits, targets)
      placement = .perStep
    case .perSequence(let rows):
      try Self.checkCount(rows.count, lengths.count)
      let size = rows.first?.count ?? 0
      for (row, target) in rows.enumerated() {
        try InlineMaterial.check(
          [target], size: max(size, 1), place: "data inline target=, sequence \(row + 1)", what: "target")
      }
      targets = rows.map { .vectors($0, size: size) }
      kind = try Self.numbers(size: size, bits: given.bits, targets)
      placement = .perSequence
    case .classPerStep(let rows):
      try Self.checkCount(rows.count, lengths.count)
      for (row, steps) in rows.enumerated() {
        try Self.checkSteps(steps.count, lengths[row], "data inline target=, sequence \(row + 1)")
      }
      targets = try rows.enumerated().map { .classes(try Self.classes($1, row: $0)) }
      kind = .classes(count: 1 + (rows.joined().max() ?? 0))
      placement = .perStep
    case .classPerSequence(let classes):
      try Self.checkCount(classes.count, lengths.count)
      targets = try classes.enumerated().map { .classes(try Self.classes([$1], row: $0)) }
      kind = .classes(count: 1 + (classes.max() ?? 0))
      placement = .perSequence
    case .labels(let rows):
      try Self.checkCount(rows.count, lengths.count)
      for (row, labels) in rows.enumerated() {
        try Self.checkAlignment(labels, lengths[row], "data inline target=, sequence \(row + 1)")
      }
      targets = try rows.enumerated().map { .labels([try Self.classes($1, row: $0)]) }
      kind = .labels(count: 1 + (rows.joined().max() ?? 0))
      placement = .perStep
    }
    if case .nextStep = given.target { usesNextStep = true } else { usesNextStep = false }
  }

  private static func numbers(size: Int, bits: Bool, _ targets: [SequenceTarget]) throws -> TargetKind {
    guard bits else { return .vector(size: size) }
    for (row, target) in targets.enumerated() {
      guard case .vectors(let values, _) = target, let wrong = values.first(where: { $0 != 0 && $0 != 1 }) else {
        continue
      }
      throw DataError(
        "data inline target=, sequence \(row + 1)", expected: "0 or 1", found: PlainNumber.text(wrong),
        advice: "yes-or-no targets are 0 or 1; other numbers need the loss mse")
    }
    return .bits(size: size)
  }

  private static func classes(_ given: [Int], row: Int) throws -> [Int32] {
    try given.map { number in
      guard (0..<1_000_000).contains(number) else {
        throw DataError(
          "data inline target=, sequence \(row + 1)", expected: "a class from 0 to 999,999",
          found: PlainNumber.grouped(number), advice: "number the classes from 0")
      }
      return Int32(number)
    }
  }

  /// Every label takes a time step, and two equal ones in a row need one between them.
  private static func checkAlignment(_ labels: [Int], _ steps: Int, _ place: String) throws {
    let needed = labels.count + zip(labels, labels.dropFirst()).count { $0 == $1 }
    guard labels.isEmpty || needed > steps else { return }
    throw DataError(
      place,
      expected: labels.isEmpty ? "at least 1 label" : "labels that fit into \(PlainNumber.counted(steps, "time step"))",
      found: labels.isEmpty
        ? "none" : "\(PlainNumber.counted(labels.count, "label")), which need \(PlainNumber.grouped(needed))",
      advice: "give fewer labels or a longer sequence; equal labels side by side need a time step between them")
  }

  private static func checkCount(_ targets: Int, _ sequences: Int) throws {
    guard targets != sequences else { return }
    throw DataError(
      "data inline target=", expected: PlainNumber.counted(sequences, "target") + ", one for each sequence",
      found: PlainNumber.grouped(targets), advice: "give one target for each sequence")
  }

  private static func checkSteps(_ targets: Int, _ steps: Int, _ place: String) throws {
    guard targets != steps else { return }
    throw DataError(
      place, expected: PlainNumber.counted(steps, "target step") + ", one for each time step",
      found: PlainNumber.grouped(targets),
      advice:
        "give one target for each time step, one for the sequence, or classes without places in time: targets=labels")
  }
}
