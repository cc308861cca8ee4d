import Notebook

/// A strip of the unrolled pane and the rows that it was given.
struct PlannedStrip: Equatable {
  enum Content: Hashable {
    /// The n-th input strip of the first model.
    case input(Int)
    /// A model's name above its own strips, where several are compared.
    case heading(model: Int)
    /// The chosen unit alone, under the input.
    case unit
    /// How much each input moves the loss.
    case sensitivity
    case state(Int, model: Int)
    case gradient(Int, model: Int)
    case gate(Int, model: Int)
    /// How far a model's states, else its output, are from those of the first one.
    case difference(model: Int)
    /// The n-th of target, output and loss.
    case result(Int, model: Int)
  }

  var content: Content
  var rows: Int
}

/// Which strips are drawn, and how high: rows are given out by importance, the hidden states and their gradient first.
struct StripPlan {
  private let examples: [UnrolledSnapshot]
  private let layer: Int
  private let showsGates: Bool
  private let showsUnit: Bool
  private let room: Int
  private var rows: [PlannedStrip.Content: Int] = [:]
  private var taken: Int
  /// Models that there is room for, from the first.
  private(set) var shown = 0

  /// Input strips beyond these would leave nothing for the states.
  private static let inputLimit = 6

  /// - Parameter height: the pane's rows.
  init(_ examples: [UnrolledSnapshot], layer: Int, showsGates: Bool, showsUnit: Bool, height: Int) {
    self.examples = examples
    self.layer = layer
    self.showsGates = showsGates
    self.showsUnit = showsUnit
    room = height
    taken = height >= 3 ? 1 : 0
    for model in examples.indices {
      // A model's name without its states and their gradient says nothing.
      guard model == 0 || taken + 3 <= room else { break }
      if examples.count > 1 { give(.heading(model: model), 1) }
      give(.state(0, model: model), 1)
      give(.gradient(0, model: model), 1)
      shown = model + 1
    }
    give(.input(0), 1)
    if showsUnit {
      give(.unit, 1)
      give(.sensitivity, 1)
    }
    for rows in 2...4 {
      if rows < 4 { give(rows) { .gradient(0, model: $0) } }
      give(rows) { .state(0, model: $0) }
    }
    for model in 1..<max(shown, 1) { give(.difference(model: model), 1) }
    for input in 1..<Self.inputLimit { give(.input(input), 1) }
    for result in 0..<4 { give(1) { .result(result, model: $0) } }
    for round in 1...8 { widen(round) }
  }

  /// From the top; the ruler's row is not among them.
  var strips: [PlannedStrip] {
    let contents = rows.keys.sorted { Self.place($0) < Self.place($1) }
    return contents.compactMap { content in rows[content].map { PlannedStrip(content: content, rows: $0) } }
  }

  var hasRuler: Bool { room >= 3 }

  /// More of everything once each has its least, a round at a time.
  private mutating func widen(_ round: Int) {
    if showsGates {
      let gates = examples.prefix(shown).map { $0.layer(layer)?.gates.count ?? 0 }
      // Some of the gates without the others would mislead.
      if round > 1 || taken + gates.reduce(0, +) <= room {
        for gate in 0..<(gates.max() ?? 0) { give(round) { .gate(gate, model: $0) } }
      }
      for state in 1..<3 {
        give(2 * round) { .state(state, model: $0) }
        give(min(round + 1, 4)) { .gradient(state, model: $0) }
      }
    }
    give(4 + 4 * round) { .state(0, model: $0) }
    give(min(3 + round, 6)) { .gradient(0, model: $0) }
    for input in 0..<Self.inputLimit { give(.input(input), 2 * round) }
  }

  /// Raises a strip of every model shown, or of none: what is compared stands at one height.
  private mutating func give(_ wanted: Int, _ content: (Int) -> PlannedStrip.Content) {
    var given = self
    for model in 0..<shown { given.give(content(model), wanted) }
    let isFair = (0..<shown).allSatisfy { model in
      let content = content(model)
      return given.rows[content, default: 0] >= given.usable(content, wanted)
    }
    if shown == 1 || isFair { self = given }
  }

  /// Raises a strip to so many rows, or to what is left, where there is such a strip and room for it.
  private mutating func give(_ content: PlannedStrip.Content, _ wanted: Int) {
    let have = rows[content, default: 0]
    let offered = min(wanted, have + room - taken)
    let given = usable(content, offered)
    guard offered > have, given > have else { return }
    if case .gate = content, have == 0, wanted > 1 { return }
    rows[content] = given
    taken += given - have
  }

  /// Units share rows evenly: ten units use five of eight rows.
  private func usable(_ content: PlannedStrip.Content, _ offered: Int) -> Int {
    let most = most(content)
    return isUnits(content) && most > 0 && offered > 0 ? UnitMap.rows(most, of: min(offered, most)) : min(offered, most)
  }

  private func isUnits(_ content: PlannedStrip.Content) -> Bool {
    switch content {
    case .state, .gate: true
    case .input, .result, .heading, .gradient, .difference, .unit, .sensitivity: false
    }
  }

  /// The rows that a strip can use; 0: there is none.
  private func most(_ content: PlannedStrip.Content) -> Int {
    switch content {
    case .heading: return 1
    case .unit: return examples.first?.layer(layer)?.states.first.map { $0.width > 0 ? 2 : 0 } ?? 0
    case .sensitivity: return examples.first?.inputGradientNorms.isEmpty == false ? 2 : 0
    case .input(let number):
      guard let strips = examples.first?.input, strips.indices.contains(number) else { return 0 }
      return most(strips[number])
    case .result(let number, let model):
      guard examples[model].output.indices.contains(number) else { return 0 }
      // The models' targets are the same, and drawn once.
      if model > 0, examples[0].output.contains(examples[model].output[number]) { return 0 }
      return most(examples[model].output[number])
    case .state(let number, let model):
      guard let states = examples[model].layer(layer)?.states, states.indices.contains(number) else { return 0 }
      return states[number].width
    case .gate(let number, let model):
      guard let gates = examples[model].layer(layer)?.gates, gates.indices.contains(number) else { return 0 }
      return gates[number].width
    case .gradient(let number, let model):
      guard let states = examples[model].layer(layer)?.states, states.indices.contains(number) else { return 0 }
      return states[number].gradientNorms.isEmpty ? 0 : 6
    case .difference(let model): return RunDistance(examples[0], examples[model], layer: layer) == nil ? 0 : 3
    }
  }

  private func most(_ strip: StripChart.Strip) -> Int {
    switch strip.content {
    case .heat(let rows, _, _): rows.count
    case .logBars: 3
    case .bars, .marks, .symbols: 1
    }
  }

  private static func place(_ content: PlannedStrip.Content) -> [Int] {
    switch content {
    case .input(let number): [-1, 0, number]
    case .unit: [-1, 1]
    case .sensitivity: [-1, 2]
    case .heading(let model): [model, 0]
    case .state(let number, let model): [model, 1 + 2 * number]
    case .gradient(let number, let model): [model, 2 + 2 * number]
    case .difference(let model): [model, 900]
    case .gate(let number, let model): [model, 1000, number]
    case .result(let number, let model): [model, 2000, number]
    }
  }
}

extension [Int] {
  fileprivate static func < (a: [Int], b: [Int]) -> Bool { a.lexicographicallyPrecedes(b) }
}

extension UnrolledSnapshot {
  /// The recurrent layer of that number, or the last one where a model has fewer.
  func layer(_ number: Int) -> Layer? {
    layers.isEmpty ? nil : layers[Swift.min(Swift.max(0, number), layers.count - 1)]
  }
}
