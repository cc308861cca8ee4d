import Script
import SequenceEngine

extension Workspace {
  /// What models had right of other data tells nothing of new ones.
  mutating func forgetScores() {
    for index in models.indices {
      models[index].evaluations = [:]
      models[index].recent = RecentSequences()
      models[index].state?.recent = RecentSequences()
    }
  }
}

/// Functions of what a model did in training up to the last update.
enum RecentMeasures {
  static let specs = [
    FunctionSpec(
      "solved", "solved(N)", "share solved of the last N sequences trained on, nan before N: until=solved(2000) == 1")
  ]

  static let names = Set(specs.map(\.name))

  /// The function's value; nil when none of these has that name.
  static func call(_ name: String, _ arguments: [Value], in workspace: Workspace) throws -> Value? {
    guard names.contains(name) else { return nil }
    let most = RecentSequences.most
    guard arguments.count == 1, case .number(let asked) = arguments[0], let number = Int(exactly: asked),
      (1...most).contains(number)
    else {
      let limit = NumberFormat.integer.text(Double(most))
      throw EvaluationFailure("solved() is called as solved(N), with N from 1 to \(limit)")
    }
    guard workspace.doubts?.knows(measure: name) != false else { throw Unforeseeable() }
    if let data = workspace.dataset, data.criterion == nil {
      throw EvaluationFailure(
        "\(data.name) does not say when a sequence is solved", hint: "generated tasks do: data lists them")
    }
    return .number(workspace.currentModel?.recent.share(ofLatest: number) ?? .nan)
  }
}
