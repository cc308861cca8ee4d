import Notebook

/// The unrolled examples drawn for one size, without what moves with the cursor.
///
/// Gathering T · H values is done here, once for a snapshot and a size; a frame only lights a column and looks up the
/// numbers at t.
struct UnrolledPicture: Sendable {
  /// What the picture was drawn from, besides the examples.
  struct Wish: Hashable, Sendable {
    var size: Size
    var characters: CharacterSet
    var layer: Int
    var order: UnitOrder
    var showsGates: Bool
    /// The unit that the input is coloured by; nil: it is not.
    var unit: Int?
  }

  let wish: Wish
  let examples: [UnrolledSnapshot]
  let axis: ColumnAxis
  let strips: [DrawnStrip]
  let hasRuler: Bool
  /// Models that there is no room for.
  let hiddenModels: Int
  let labelWidth: Int
  /// Columns at the right for the numbers at t.
  let sideWidth: Int
  /// For each model, which unit stands at each place from the top.
  let orders: [[Int]]

  /// - Parameter before: the picture that this one follows. Its order of units is kept while the same layer trains, so
  ///   that rows do not jump.
  init(_ examples: [UnrolledSnapshot], _ wish: Wish, after before: UnrolledPicture? = nil, keepsOrder: Bool = false) {
    self.wish = wish
    self.examples = examples
    let plan = StripPlan(
      examples, layer: wish.layer, showsGates: wish.showsGates, showsUnit: wish.unit != nil, height: wish.size.rows)
    let planned = plan.strips
    hasRuler = plan.hasRuler
    hiddenModels = examples.count - plan.shown
    let names = planned.map { Self.name($0.content, examples, wish) }
    let width = wish.size.columns
    labelWidth = min(max(3, names.map(\.displayWidth).max() ?? 0), max(5, min(9, width / 8)))
    sideWidth = width < 40 ? 0 : min(max(width / 4, 11), 26)
    let count = examples.map(\.steps).max() ?? 0
    let room = width - labelWidth - 1 - (sideWidth > 0 ? sideWidth + 1 : 0)
    axis = ColumnAxis(first: 1, count: count, width: max(1, room), widest: 12, fills: true)
    orders = examples.indices.map { model in
      let states = examples[model].layer(wish.layer)?.states.first
      if keepsOrder, let kept = before?.order(model, of: examples[model], wish) { return kept }
      return states.map(wish.order.arranged) ?? []
    }
    let painter = StripPainter(examples: examples, wish: wish, axis: axis, sideWidth: sideWidth, orders: orders)
    strips = zip(planned, names).map { painter.drawn($0, name: $1) }
  }

  /// The room for the footer in the lower border.
  var footerWidth: Int { wish.size.columns - 2 }

  /// Whether the picture still shows these examples as wished. Arrays that two snapshots share compare at once.
  func shows(_ examples: [UnrolledSnapshot], _ wish: Wish) -> Bool {
    self.wish == wish && self.examples.count == examples.count
      && zip(self.examples, examples).allSatisfy { $0.looksLike($1) }
  }

  private func order(_ model: Int, of example: UnrolledSnapshot, _ wish: Wish) -> [Int]? {
    guard examples.indices.contains(model), wish.layer == self.wish.layer, wish.order == self.wish.order else {
      return nil
    }
    let (old, new) = (examples[model], example)
    guard old.model == new.model, old.layer(wish.layer)?.name == new.layer(wish.layer)?.name,
      orders[model].count == new.layer(wish.layer)?.units
    else { return nil }
    return orders[model]
  }

  private static func name(_ content: PlannedStrip.Content, _ examples: [UnrolledSnapshot], _ wish: Wish) -> String {
    let layer = wish.layer
    func state(_ number: Int, _ model: Int) -> String { examples[model].layer(layer)?.states[number].name ?? "" }
    switch content {
    case .input(let number): return examples[0].input[number].label
    case .heading: return ""
    case .unit: return "unit \(wish.unit ?? 1)"
    case .sensitivity: return "dL/dx"
    case .state(let number, let model): return state(number, model)
    case .gradient(let number, let model): return "dL/d" + state(number, model)
    case .gate(let number, let model): return examples[model].layer(layer)?.gates[number].name ?? ""
    case .difference(let model): return RunDistance(examples[0], examples[model], layer: layer)?.name ?? ""
    case .result(let number, let model): return examples[model].output[number].label
    }
  }
}

/// A strip with its rows of glyphs over the whole axis.
struct DrawnStrip: Sendable {
  var content: PlannedStrip.Content
  var name: String
  var rows: [StyledLine]
  /// Units that share a row; 0 for what has no units.
  var unitsPerRow = 0
  /// What is told at the side whatever t is: the ramp, the reference line's name.
  var notes: [StyledLine] = []
}

extension UnrolledSnapshot {
  /// Whether the other one draws the same strips; where its reader stands does not matter.
  fileprivate func looksLike(_ other: UnrolledSnapshot) -> Bool {
    guard model == other.model, steps == other.steps, isOriginal == other.isOriginal,
      inputGradientNorms == other.inputGradientNorms, input == other.input, output == other.output,
      layers.count == other.layers.count
    else { return false }
    return zip(layers, other.layers).allSatisfy { $0.looksLike($1) }
  }
}

extension UnrolledSnapshot.Layer {
  fileprivate func looksLike(_ other: Self) -> Bool {
    // NaN stands for a number that was not measured, and it may be measured later.
    func isSame(_ a: Double, _ b: Double) -> Bool { a == b || a.isNaN && b.isNaN }
    return name == other.name && states == other.states && gates == other.gates && horizon == other.horizon
      && isSame(radius, other.radius) && isSame(stepGain, other.stepGain) && isSame(saturation, other.saturation)
  }
}
