/// What is wrong with a model, found in one recorded pass and in the history of its training, worst first.
public struct Diagnosis: Sendable, Equatable {
  public enum Kind: Int, Sendable, CaseIterable, Comparable {
    /// A number is no number any more.
    case notFinite
    /// The gradient grows on its way back, or grew suddenly in training.
    case exploding
    /// The loss is that of knowing nothing.
    case stuck
    /// Nothing of the gradient reaches the first time steps.
    case vanishing
    /// Units that never move.
    case dead
    /// Values where their function is flat.
    case saturated

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
  }

  /// One thing that is wrong, and where.
  public struct Finding: Sendable, Equatable {
    public var kind: Kind
    public var layer: String?
    public var gate: String?
    /// From 1.
    public var unit: Int?
    public var timeStep: Int?
    /// Of a gradient that vanishes: whether it goes from the first time step to the last.
    public var isReversed = false
    /// What the gate is held at by hand, at every time step and in every unit.
    public var heldValue: Double?
    /// The first update of the training at which it shows.
    public var update: Int?
    /// How much: a growth, a share, a half-life in steps, a loss over the baseline, a number of units.
    public var amount: Double

    public init(_ kind: Kind, layer: String? = nil, amount: Double = .nan) {
      self.kind = kind
      self.layer = layer
      self.amount = amount
    }
  }

  public var findings: [Finding]

  /// A gradient that grows by this factor explodes.
  public static let growth = 1e3
  /// A layer is saturated when more than this share of its values is.
  public static let saturatedShare = 0.5
  /// A loss above this share of the baseline is stuck, when so many updates have been made.
  public static let stuckShare = 0.95
  public static let stuckAfter = 50

  /// - Parameters:
  ///   - history: the reports of the training so far.
  ///   - baseline: the loss of knowing nothing, in the loss that is trained; nil: not known.
  ///   - fault: why the next update cannot be made; nil: it can.
  public init(_ pass: RecordedPass, history: [UpdateReport], baseline: Double?, fault: TrainingFault?) {
    findings = []
    if let fault {
      var finding = Finding(.notFinite, layer: fault.layer)
      (finding.timeStep, finding.update) = (fault.timeStep, fault.update)
      findings.append(finding)
    }
    if let place = pass.firstNonFinite, fault == nil { findings.append(place) }
    if let jump = Self.jump(in: history) { findings.append(jump) }
    if let stuck = Self.stuck(history, baseline) { findings.append(stuck) }
    for number in pass.layers.indices {
      findings += [pass.exploding(number), pass.vanishing(number), pass.dead(number), pass.saturated(number)].compactMap
      { $0 }
    }
    let order = findings.indices.sorted { (findings[$0].kind, $0) < (findings[$1].kind, $1) }
    findings = order.map { findings[$0] }
  }

  /// The first update whose gradient is a hundred times the median of those before it.
  private static func jump(in history: [UpdateReport]) -> Finding? {
    for place in history.indices.dropFirst(5) {
      let before = history[max(0, place - 50)..<place].map(\.gradientNorm).sorted()
      let median = before[before.count / 2]
      guard median > 0, history[place].gradientNorm > 100 * median else { continue }
      var finding = Finding(.exploding, amount: history[place].gradientNorm / median)
      finding.update = history[place].update
      return finding
    }
    return nil
  }

  private static func stuck(_ history: [UpdateReport], _ baseline: Double?) -> Finding? {
    guard let baseline, baseline > 0, let last = history.last, last.update >= stuckAfter else { return nil }
    let recent = history.suffix(20).map(\.loss)
    let share = recent.reduce(0, +) / Double(recent.count) / baseline
    return share > stuckShare ? Finding(.stuck, amount: share) : nil
  }
}

extension RecordedPass {
  /// The first number of the forward pass, in the order of computation, that is not finite; else the first gradient.
  var firstNonFinite: Diagnosis.Finding? {
    for layer in layers {
      let times = layer.isReversed ? Array((1...max(layer.steps, 1)).reversed()) : Array(1...max(layer.steps, 1))
      let named = layer.gates.map { ($0.name, $0.values) } + zip(layer.stateNames, layer.states).map { ($0.0, $0.1) }
      for t in times {
        for (name, series) in named {
          guard let unit = series.at(t).firstIndex(where: { !$0.isFinite }) else { continue }
          return place(layer, name, unit, t)
        }
      }
    }
    for layer in layers.reversed() {
      let times = layer.isReversed ? Array(1...max(layer.steps, 1)) : Array((1...max(layer.steps, 1)).reversed())
      for t in times {
        if let unit = layer.stateGradients[0].at(t).firstIndex(where: { !$0.isFinite }) {
          return place(layer, "dL/d\(layer.stateNames[0])", unit, t)
        }
      }
    }
    return loss.mean.isFinite || loss.count == 0 ? nil : Diagnosis.Finding(.notFinite, layer: plan.layers.last?.name)
  }

  private func place(_ layer: RecordedLayer, _ gate: String, _ unit: Int, _ t: Int) -> Diagnosis.Finding {
    var finding = Diagnosis.Finding(.notFinite, layer: layer.name)
    (finding.gate, finding.unit, finding.timeStep) = (gate, unit + 1, t)
    return finding
  }

  /// Norms of the gradient of the states that carry the past, in the order in which it goes back.
  private func backward(_ number: Int) -> [(t: Int, norm: Double)] {
    let norms = layers[number].memoryGradients.prefix(layers[number].steps).norms
    let order = layers[number].isReversed ? Array(norms.indices) : Array(norms.indices.reversed())
    return order.map { ($0 + 1, norms[$0]) }
  }

  func exploding(_ number: Int) -> Diagnosis.Finding? {
    let way = backward(number)
    guard let start = way.first(where: { $0.norm > 0 && $0.norm.isFinite }),
      let first = way.first(where: { $0.norm > Diagnosis.growth * start.norm })
    else { return nil }
    let largest = way.filter { $0.norm.isFinite }.max { $0.norm < $1.norm } ?? first
    var finding = Diagnosis.Finding(.exploding, layer: layers[number].name, amount: largest.norm / start.norm)
    finding.timeStep = first.t
    let units = layers[number].memories.flatMap { state in
      Array(layers[number].stateGradients[state].at(largest.t).enumerated())
    }
    finding.unit = units.max { abs($0.element) < abs($1.element) }.map { $0.offset + 1 }
    finding.gate =
      spectralRadii(layer: number, check: {}).filter { $0.radius.isFinite }.max { $0.radius < $1.radius }?.gate
    return finding
  }

  func vanishing(_ number: Int) -> Diagnosis.Finding? {
    let own = horizon(layer: number)
    guard layers[number].steps > 1, own.norms.contains(where: { $0 > 0 }), own.norms.allSatisfy({ $0.isFinite }) else {
      return nil
    }
    let far = layers[number].isReversed ? own.norms.last ?? 0 : own.norms.first ?? 0
    guard far < own.threshold * (own.norms.max() ?? 0) else { return nil }
    var finding = Diagnosis.Finding(.vanishing, layer: layers[number].name, amount: own.halfLife ?? .nan)
    (finding.timeStep, finding.isReversed) = (own.earliestHeard, own.isReversed)
    // The gate that lets least of the past through.
    let carrying = layers[number].gates.filter { ["forget", "update"].contains($0.name) }
    finding.gate = carrying.min { Self.mean($0.values) < Self.mean($1.values) }?.name
    if let gate = finding.gate, case .recurrent(let recurrent) = plan.layers[layers[number].index].description.kind {
      finding.heldValue = recurrent.heldValue(of: gate)
    }
    return finding
  }

  private static func mean(_ series: RecordedSeries) -> Double {
    let known = series.values.filter { !$0.isNaN }
    return known.reduce(0, +) / Double(max(known.count, 1))
  }

  func dead(_ number: Int) -> Diagnosis.Finding? {
    let layer = layers[number]
    guard layer.steps > 1 else { return nil }
    let still = (0..<layer.units).filter { unit in
      let first = layer.states[0].values[unit]
      return (0..<layer.steps).allSatisfy { abs(layer.states[0].values[$0 * layer.units + unit] - first) <= 1e-6 }
    }
    guard let first = still.first else { return nil }
    var finding = Diagnosis.Finding(.dead, layer: layer.name, amount: Double(still.count))
    finding.unit = first + 1
    return finding
  }

  func saturated(_ number: Int) -> Diagnosis.Finding? {
    let share = saturation(layer: number)
    guard share > Diagnosis.saturatedShare else { return nil }
    let layer = layers[number]
    var finding = Diagnosis.Finding(.saturated, layer: layer.name, amount: share)
    guard case .recurrent(let recurrent) = plan.layers[layer.index].description.kind else { return finding }
    var worst = -1.0
    let named = layer.gates.map { ($0.name, $0.values) } + [(layer.stateNames[0] + "'", layer.states[0])]
    for (name, series) in named where recurrent.heldValue(of: name) == nil {
      guard let function = recurrent.squashing(of: name), ["sigmoid", "tanh"].contains(function) else { continue }
      for unit in 0..<series.width {
        let flat = (0..<layer.steps).count { t in
          let value = series.values[t * series.width + unit]
          return function == "tanh" ? abs(value) > 0.95 : value < 0.05 || value > 0.95
        }
        guard Double(flat) > worst else { continue }
        worst = Double(flat)
        finding.gate = name.hasSuffix("'") ? String(name.dropLast()) : name
        finding.unit = unit + 1
      }
    }
    return finding
  }
}
