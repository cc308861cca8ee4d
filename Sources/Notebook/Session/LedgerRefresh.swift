import SequenceEngine

/// Ledgers that a pane shows, made again of the run that is shown now, where that takes no time worth waiting for.
struct LedgerRefresh {
  let workspace: Workspace

  /// Multiplications that take about a fifth of a second.
  static let affordable = 2e8

  /// The ledgers of the present run; nil when none is of another one, or when making them again would take too long.
  ///
  /// - Parameter isWanted: asked between two groups of losses; false ends it.
  func renewed(_ ledgers: [LedgerSnapshot], isWanted: @escaping () -> Bool) -> [LedgerSnapshot]? {
    let places = ledgers.map(place)
    let stale = ledgers.indices.filter { index in
      places[index].map { !ledgers[index].isAbout($0.pass.layers[$0.number]) } ?? false
    }
    guard !stale.isEmpty else { return nil }
    let work = stale.reduce(0) { sum, index in sum + (places[index].map { Self.work($0.pass, $0.number) } ?? 0) }
    guard work <= Self.affordable else { return nil }
    var renewed = ledgers
    for index in stale {
      guard let (pass, number) = places[index], let fresh = try? remade(ledgers[index], pass, number, isWanted) else {
        return nil
      }
      renewed[index] = fresh
    }
    return renewed
  }

  /// The present run that a ledger would be about, and the layer's number in it.
  private func place(_ ledger: LedgerSnapshot) -> (pass: RecordedPass, number: Int)? {
    guard let pass = workspace.stepper?.recorded[ledger.model],
      let number = pass.layers.firstIndex(where: { $0.name == ledger.layer })
    else { return nil }
    return (pass, number)
  }

  private func remade(
    _ old: LedgerSnapshot, _ pass: RecordedPass, _ number: Int, _ isWanted: @escaping () -> Bool
  ) throws -> LedgerSnapshot {
    let ledger = try pass.ledger(layer: number, route: old.part.route) { _, _ in
      guard isWanted() else { throw Interruption() }
    }
    let paths = ledger.hasOneLoss && ledger.route == .whole ? try pass.paths(layer: number) : nil
    return LedgerSnapshot(
      ledger, paths: paths, of: number, in: pass, model: old.model,
      updates: workspace.model(old.model)?.state?.updates ?? 0)
  }

  /// Multiplications of a ledger: every loss goes back through every time step; with one loss, once for each gate.
  static func work(_ pass: RecordedPass, _ number: Int) -> Double {
    let losses = pass.output.steps > 1 ? pass.output.steps : 1 + pass.layers[number].gates.count
    let shared = pass.output.steps > 1 ? 1.0 : 16
    return shared * Double(losses) * Double(pass.steps) * (Double(pass.parameters.count) + 500)
  }
}

extension LedgerSnapshot {
  /// Whether it is of the same run as a layer of a recorded pass. NaN is unlike itself, and counts as the same here.
  func isAbout(_ layer: RecordedLayer) -> Bool { isAbout(layer.stateGradients[0].prefix(layer.steps).norms) }

  /// The same by ‖dL/dh(t)‖, [T].
  public func isAbout(_ norms: [Double]) -> Bool {
    if norms == stateNorms { return true }
    return norms.count == stateNorms.count
      && zip(norms, stateNorms).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }
  }
}

extension LedgerSnapshot.Part {
  fileprivate var route: GradientRoute {
    if option.hasPrefix("gate=") { return .gate(name) }
    switch option {
    case "": return .whole
    case "route=input": return .input
    case "route=attention": return .attention
    default: return .state(name)
    }
  }
}
