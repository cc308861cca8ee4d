import Notebook

/// A strip of the unrolled pane and the rows that it was given.
struct PlannedStrip: Equatable {
  enum Content: Hashable {
    /// The n-th input strip of the first model.
    case input(Int)
    /// A model's name above its own strips, where several are compared.
    case heading(model: Int)
    case state(Int, model: Int)
    case gradient(Int, model: Int)
    case gate(Int, model: Int)
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
  private let room: Int
  private var rows: [PlannedStrip.Content: Int] = [:]
  private var taken: Int

  /// Input strips beyond these would leave nothing for the states.
  private static let inputLimit = 6

  /// - Parameter height: the pane's rows.
  init(_ examples: [UnrolledSnapshot], layer: Int, showsGates: Bool, height: Int) {
    self.examples = examples
    self.layer = layer
    self.showsGates = showsGates
    room = height
    taken = height >= 3 ? 1 : 0
    let models = examples.indices
    for model in models {
      if examples.count > 1 { give(.heading(model: model), 1) }
      give(.state(0, model: model), 1)
      give(.gradient(0, model: model), 1)
    }
    give(.input(0), 1)
    for rows in 2...4 {
      for model in models {
        if rows < 4 { give(.gradient(0, model: model), rows) }
        give(.state(0, model: model), rows)
      }
    }
    for input in 1..<Self.inputLimit { give(.input(input), 1) }
    for model in models { for result in 0..<4 { give(.result(result, model: model), 1) } }
    for round in 1...8 {
      for model in models { widen(model, round) }
    }
  }

  /// From the top; the ruler's row is not among them.
  var strips: [PlannedStrip] {
    let contents = rows.keys.sorted { Self.place($0) < Self.place($1) }
    return contents.compactMap { content in rows[content].map { PlannedStrip(content: content, rows: $0) } }
  }

  var hasRuler: Bool { room >= 3 }

  /// More of everything once each has its least, a round at a time.
  private mutating func widen(_ model: Int, _ round: Int) {
    let gates = examples[model].layer(layer)?.gates.count ?? 0
    // Some of the gates without the others would mislead.
    if showsGates, round > 1 || taken + gates <= room {
      for gate in 0..<gates { give(.gate(gate, model: model), round) }
    }
    if showsGates {
      for state in 1..<3 {
        give(.state(state, model: model), 2 * round)
        give(.gradient(state, model: model), min(round + 1, 4))
      }
    }
    give(.state(0, model: model), 4 + 4 * round)
    give(.gradient(0, model: model), min(3 + round, 6))
    for input in 0..<Self.inputLimit { give(.input(input), 2 * round) }
  }

  /// Raises a strip to so many rows, or to what is left, where there is such a strip and room for it.
  private mutating func give(_ content: PlannedStrip.Content, _ wanted: Int) {
    let have = rows[content, default: 0]
    let offered = min(wanted, have + room - taken, most(content))
    // Units share rows evenly: ten units use five of eight rows.
    let given = isUnits(content) ? UnitMap.rows(most(content), of: offered) : offered
    guard offered > have, given > have else { return }
    if case .gate = content, have == 0, wanted > 1 { return }
    rows[content] = given
    taken += given - have
  }

  private func isUnits(_ content: PlannedStrip.Content) -> Bool {
    switch content {
    case .state, .gate: true
    case .input, .result, .heading, .gradient: false
    }
  }

  /// The rows that a strip can use; 0: there is none.
  private func most(_ content: PlannedStrip.Content) -> Int {
    switch content {
    case .heading: return 1
    case .input(let number):
      guard let strips = examples.first?.input, strips.indices.contains(number) else { return 0 }
      return most(strips[number])
    case .result(let number, let model):
      guard examples[model].output.indices.contains(number) else { return 0 }
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
    case .heading(let model): [model, 0]
    case .state(let number, let model): [model, 1 + 2 * number]
    case .gradient(let number, let model): [model, 2 + 2 * number]
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
