import Script
import SequenceEngine

/// What expressions of a session may read: variables, measures, layers by name, probes of the unrolled example.
struct SessionScope: EvaluationScope {
  let owner: any WorkspaceOwner

  func value(of name: String) throws -> Value? {
    let workspace = owner.workspace
    for (level, scope) in workspace.scopes.enumerated().reversed() {
      // A name that is not there would be, were it made above.
      if level == 0 { owner.trace?.read(.variable(name)) }
      if let value = scope[name] {
        if case .unknown = value { throw Unforeseeable() }
        return value
      }
    }
    if Measures.names.contains(name) {
      guard workspace.doubts?.knows(measure: name) != false else { throw Unforeseeable() }
      traceModel(withMoment: ["t", "T"].contains(name))
      try Measures.checkUnits(of: name, workspace.dataset)
      return Measures.present(name, in: workspace)
    }
    if workspace.currentModel?.description.layers.contains(where: { $0.name == name }) == true {
      traceModel(withMoment: false)
      return .text(name)
    }
    if workspace.doubts?.mayHold(name) == true { throw Unforeseeable() }
    return nil
  }

  func call(_ function: String, _ arguments: [Value]) throws -> Value? {
    traceModel(withMoment: true)
    if let value = try RecentMeasures.call(function, arguments, in: owner.workspace) { return value }
    if let value = try SessionFacts.call(function, arguments, in: owner.workspace) { return value }
    return try refusing { try Probes.call(function, arguments, in: &owner.workspace, check: owner.checkInterrupt) }
  }

  /// Notes that the current model is looked at.
  private func traceModel(withMoment: Bool) {
    guard let trace = owner.trace else { return }
    trace.read(owner.workspace.modelReads(withCompared: false))
    if let current = owner.workspace.current { trace.read(.scores(current)) }
    if withMoment { trace.read(.moment) }
  }

  /// What can be told of a probe's values, some of them unknown, without unrolling anything.
  func check(_ function: String, _ values: [Value?]) throws {
    try refusing { try Probes.check(function, values, in: owner.workspace) }
  }

  /// Errors of models and data as refusals, which get their place from the evaluator.
  private func refusing<T>(_ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch let error as SessionError {
      throw EvaluationFailure(error.message, hint: error.hint)
    } catch let error as ModelError {
      throw EvaluationFailure(error.description)
    } catch let error as DataError {
      throw EvaluationFailure(error.description)
    }
  }

  func random() throws -> Double {
    guard owner.workspace.doubts == nil else { throw Unforeseeable() }
    owner.trace?.read([.draws, .setting(.seed)])
    defer { owner.workspace.randomDraws += 1 }
    return CounterRandom(seed: owner.workspace.seed, stream: .script).uniform(owner.workspace.randomDraws)
  }

  var knownNames: [String] {
    let workspace = owner.workspace
    let layers = workspace.currentModel?.description.layers.map(\.name) ?? []
    return workspace.scopes.flatMap(\.keys).sorted() + Measures.specs.map(\.name) + layers
  }

  var knownFunctions: [String] { (Probes.specs + RecentMeasures.specs + SessionFacts.specs).map(\.name) }
}
