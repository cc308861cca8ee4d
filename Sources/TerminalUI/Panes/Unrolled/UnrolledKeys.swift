import Notebook

extension UnrolledPane {
  static let keys: [KeyMeaning] =
    [
      KeyMeaning("l", "the gradient ledger: which loss and path the gradient came by", brief: "ledger"),
      KeyMeaning("d", "doctor: what is wrong, and which remedy helps", brief: "doctor"),
    ] + valueKeys + [
      KeyMeaning("← →", "one time step; with Shift ten", brief: "time"),
      KeyMeaning("↑ ↓", "the unit above, below; with Shift the row", brief: "unit"),
      KeyMeaning("Tab  [ ]", "another layer", brief: "layer"),
      KeyMeaning("Home End", "the first, the last time step"),
      KeyMeaning("< >", "the backward, the forward pass"), KeyMeaning("Space", "play through time, or stop"),
      KeyMeaning("o", "units as numbered, sorted by mean, alike together"),
      KeyMeaning(
        "n", "the input in the colours of the chosen unit; Alt-↑ ↓ flip through the units", brief: "unit's colours"),
      KeyMeaning("g", "gates and further states"),
      KeyMeaning("click", "go to a time step; on a value explain it"),
    ]

  static func press(_ press: KeyPress, _ state: inout AppState, size: Size) -> [Effect]? {
    let isFar = !press.modifiers.isDisjoint(with: [.shift, .control])
    guard !press.modifiers.contains(.alt) else { return nil }
    switch press.key {
    case .left: return stopPlaying(&state) + go(to: state.time.t - (isFar ? 10 : 1), &state)
    case .right: return stopPlaying(&state) + go(to: state.time.t + (isFar ? 10 : 1), &state)
    case .home: return stopPlaying(&state) + go(to: 1, &state)
    case .end: return stopPlaying(&state) + go(to: state.unrolled?.steps ?? 1, &state)
    case .up: return choose(-1, byRow: isFar, &state, size)
    case .down: return choose(1, byRow: isFar, &state, size)
    case .tab, .character("]"): return turnLayer(1, &state)
    case .backTab, .character("["): return turnLayer(-1, &state)
    case .character("<"): return show(.backward, &state)
    case .character(">"): return show(.forward, &state)
    case .character(" "): return togglePlaying(&state)
    case .character("o"): return turnOrder(&state)
    case .character("g"): return toggleGates(&state)
    case .character("n"): return toggleUnit(&state)
    case .character("l"): return LedgerPane.open(&state)
    case .character("d"): return DoctorPane.open(&state)
    default: return pressValueKey(press, &state, size: size)
    }
  }

  static func click(_ press: MousePress, _ state: inout AppState, size: Size) -> [Effect] {
    guard let unrolled = state.unrolled, unrolled.steps > 0 else { return [] }
    switch press.action {
    case .wheelUp: return stopPlaying(&state) + go(to: state.time.t - 1, &state)
    case .wheelDown: return stopPlaying(&state) + go(to: state.time.t + 1, &state)
    case .release: return []
    case .press, .drag: break
    }
    let picture = picture(state, size)
    guard let hit = picture.hit(row: press.row, column: press.column, t: state.time.t) else { return [] }
    guard press.action == .press, let value = hit.value else { return stopPlaying(&state) + go(to: hit.t, &state) }
    let effects = stopPlaying(&state)
    let hasMoved = hit.t != state.time.t
    (state.time.t, state.time.value) = (hit.t, value)
    if let unit = hit.unit { state.time.unit = unit }
    guard let topic = ValueAtCursor(state)?.topic else {
      return effects + (hasMoved ? submit(.gesture("goto \(hit.t)"), &state) : [])
    }
    return effects + ExplainPanel.open(topic, &state, goingTo: hasMoved ? hit.t : nil)
  }

  /// "unit 12 at t 17: h -0.374"
  private static func tellUnit(_ state: inout AppState) {
    guard let values = state.unrolled?.layer(state.time.layer)?.states.first else { return }
    let value = values.value(t: state.time.t, unit: state.time.unit).map(NumberFormat.general.text) ?? "no value"
    state.screen.notice = "unit \(state.time.unit) at t \(state.time.t): \(values.name) \(value)"
  }

  /// Moves among the rows as they are drawn; past their end to the next layer.
  private static func choose(_ direction: Int, byRow: Bool, _ state: inout AppState, _ size: Size) -> [Effect] {
    guard let unrolled = state.unrolled, unrolled.steps > 0 else { return [.bell] }
    let picture = picture(state, size)
    guard let order = picture.orders.first, let place = order.firstIndex(of: state.time.unit - 1) else {
      return moveUnit(by: direction, &state)
    }
    let step = byRow ? picture.strips.first { $0.unitsPerRow > 0 }?.unitsPerRow ?? 1 : 1
    let wanted = place + direction * step
    if order.indices.contains(wanted) {
      state.time.unit = order[wanted] + 1
    } else if unrolled.layers.indices.contains(state.time.layer + direction) {
      return turnLayer(direction, &state)
    } else if place == (direction > 0 ? order.count - 1 : 0) {
      return [.bell]
    } else {
      state.time.unit = order[direction > 0 ? order.count - 1 : 0] + 1
    }
    tellUnit(&state)
    return []
  }

  private static func turnLayer(_ direction: Int, _ state: inout AppState) -> [Effect] {
    guard let layers = state.unrolled?.layers, layers.count > 1 else {
      state.screen.notice = "there is no other recurrent layer"
      return [.bell]
    }
    state.time.layer = (state.time.layer + direction + layers.count) % layers.count
    state.time.unit = min(state.time.unit, max(1, layers[state.time.layer].units))
    state.screen.notice = "layer \(layers[state.time.layer].name)"
    return []
  }

  private static func turnOrder(_ state: inout AppState) -> [Effect] {
    let orders = UnitOrder.allCases
    let next = (orders.firstIndex(of: state.time.order) ?? 0) + 1
    state.time.order = orders[next % orders.count]
    switch state.time.order {
    case .natural: state.screen.notice = "units as they are numbered"
    case .sorted: state.screen.notice = "units sorted by their mean, the largest on top"
    case .clustered: state.screen.notice = "units that move alike stand together"
    }
    return []
  }

  private static func toggleUnit(_ state: inout AppState) -> [Effect] {
    state.time.showsUnit.toggle()
    state.screen.notice =
      state.time.showsUnit
      ? "the input in the colours of unit \(state.time.unit), dL/dx below; ↑ ↓ another unit"
      : "the input without colours"
    return []
  }

  private static func toggleGates(_ state: inout AppState) -> [Effect] {
    state.time.showsGates.toggle()
    state.screen.notice = state.time.showsGates ? "gates and further states are shown" : "gates are hidden"
    return []
  }
}

extension UnrolledPane {
  /// The row and the column, inside the pane, of the value under the cursor, and the column of the numbers at the side.
  static func anchor(_ state: AppState, size: Size) -> (Place, side: Int)? {
    guard let first = state.unrolled, first.steps > 0 else { return nil }
    let picture = picture(state, size)
    let column = picture.labelWidth + 1 + (picture.axis.column(of: state.time.t) ?? 0) * picture.axis.columnWidth
    var top = 0
    for strip in picture.strips {
      if strip.content.model ?? 0 == 0, strip.content.value == state.time.value {
        let row = top + (picture.row(ofUnit: state.time.unit, in: strip) ?? 0)
        return (Place(row: row, column: column), picture.labelWidth + 1 + picture.axis.width)
      }
      top += strip.rows.count
    }
    return nil
  }
}

extension UnrolledPicture {
  /// A place of the pane: its time step; the strip, where it is one of the first model's; over states and gates the unit.
  struct Hit {
    var t: Int
    var value: ValueChoice?
    var unit: Int?
  }

  /// What stands at a place of the pane; nil beside the axis.
  func hit(row: Int, column: Int, t: Int) -> Hit? {
    let place = column - labelWidth - 1
    guard row >= 0, place >= 0, place < axis.width else { return nil }
    let steps = axis.steps(ofColumn: place / axis.columnWidth)
    // Of the steps in a column the nearest to where the reader stands.
    let step = min(max(t - 1, steps.lowerBound), steps.upperBound - 1)
    var top = 0
    for strip in strips {
      defer { top += strip.rows.count }
      guard (top..<top + strip.rows.count).contains(row) else { continue }
      let isOfFirst = strip.content.model ?? 0 == 0
      return Hit(
        t: step + 1, value: isOfFirst ? strip.content.value : nil, unit: unit(in: strip, row: row - top, step: step))
    }
    return Hit(t: step + 1)
  }

  /// The row of a strip in which a unit, from 1, stands; nil in a strip without units.
  func row(ofUnit unit: Int, in strip: DrawnStrip) -> Int? {
    guard strip.unitsPerRow > 0, let model = strip.content.model else { return nil }
    return orders[model].firstIndex(of: unit - 1).map { $0 / strip.unitsPerRow }
  }

  /// The unit, from 1, whose value at the step is the largest of those that share a row: the one that is drawn.
  private func unit(in strip: DrawnStrip, row: Int, step: Int) -> Int? {
    guard strip.unitsPerRow > 0, let model = strip.content.model, orders.indices.contains(model),
      let layer = examples[model].layer(wish.layer)
    else { return nil }
    let values: UnrolledSnapshot.Values
    switch strip.content {
    case .state(let number, _): values = layer.states[number]
    case .gate(let number, _): values = layer.gates[number]
    default: return nil
    }
    let first = row * strip.unitsPerRow
    let units = orders[model][min(first, orders[model].count)..<min(first + strip.unitsPerRow, orders[model].count)]
    func size(_ unit: Int) -> Double { abs(values.value(t: step + 1, unit: unit + 1) ?? 0) }
    return units.max { size($0) < size($1) }.map { $0 + 1 }
  }
}
