import Glibc
import SequenceEngine

/// What tells compared models apart on the shown example, in words: each beside the first.
struct RaceDifference {
  private let names: [String]
  private let passes: [RecordedPass]
  private let short = NumberFormat.significant(3)

  /// - Parameter views: of the compared models, in their order.
  init(_ views: [LookingCommands.View]) {
    names = views.map(\.name)
    passes = views.map(\.pass)
  }

  /// One line for each model after the first and each recurrent layer that has a partner in the first; nil for subjects
  /// that are told apart by their pictures alone.
  func sentences(_ subject: LookingCommands.Subject) -> String? {
    guard passes.count > 1 else { return nil }
    var lines: [String] = []
    for other in passes.indices.dropFirst() {
      for (a, b) in partners(other) {
        let (first, second) = (passes[0].layers[a], passes[other].layers[b])
        let layer = first.name == second.name ? first.name : "\(second.name) and \(first.name)"
        let words: String? =
          switch subject {
          case .gradients: gradients(a, b, other)
          case .horizon: horizon(a, b, other)
          case .hidden:
            states(first.states[0].prefix(first.steps), second.states[0].prefix(second.steps), "h", other)
          case .cell_state:
            first.states.count > 1 && second.states.count > 1
              ? states(
                first.states[1].prefix(first.steps), second.states[1].prefix(second.steps), second.stateNames[1], other)
              : nil
          default: nil
          }
        if let words { lines.append("\(names[other]) beside \(names[0]), \(layer): \(words)") }
      }
    }
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }

  /// Recurrent layers of one name, else of one place among the recurrent layers.
  private func partners(_ other: Int) -> [(Int, Int)] {
    passes[0].layers.indices.compactMap { a in
      let name = passes[0].layers[a].name
      if let b = passes[other].layers.firstIndex(where: { $0.name == name }) { return (a, b) }
      return passes[other].layers.indices.contains(a) ? (a, a) : nil
    }
  }

  /// The gradient of the states at the far end of time, each relative to its near end: how much of it arrives there.
  private func gradients(_ a: Int, _ b: Int, _ other: Int) -> String? {
    guard let own = arriving(passes[other], b), let theirs = arriving(passes[0], a) else {
      return "no numbers to compare"
    }
    let share = "\(short.text(own.share)) of its gradient arrives at t = \(own.t), against \(short.text(theirs.share))"
    let ratio = own.share / theirs.share
    guard ratio.isFinite, ratio > 0 else { return share }
    return share + (ratio >= 1 ? ": \(short.text(ratio)) times as much" : ": \(short.text(1 / ratio)) times less")
  }

  private func arriving(_ pass: RecordedPass, _ layer: Int) -> (t: Int, share: Double)? {
    let norms = pass.layers[layer].memoryGradients.prefix(pass.layers[layer].steps).norms
    let isReversed = pass.layers[layer].isReversed
    guard let far = isReversed ? norms.last : norms.first,
      let near = isReversed ? norms.first(where: { $0 > 0 }) : norms.last(where: { $0 > 0 }), far.isFinite,
      near.isFinite
    else { return nil }
    return (isReversed ? norms.count : 1, far / near)
  }

  private func horizon(_ a: Int, _ b: Int, _ other: Int) -> String? {
    let (own, theirs) = (passes[other].horizon(layer: b), passes[0].horizon(layer: a))
    func heard(_ horizon: Horizon) -> String {
      horizon.earliestHeard.map { horizon.isReversed ? "up to t = \($0)" : "from t = \($0) on" } ?? "nowhere"
    }
    func half(_ horizon: Horizon) -> String {
      guard let steps = horizon.halfLife else { return "no half-life" }
      return steps > 0 ? "half-life \(short.text(steps)) steps" : "doubling in \(short.text(-steps)) steps"
    }
    return "heard \(heard(own)), \(half(own)); against \(heard(theirs)), \(half(theirs))"
  }

  private func states(_ first: RecordedSeries, _ second: RecordedSeries, _ name: String, _ other: Int) -> String? {
    let distances = RunDifference.distances(first, second)
    guard !distances.isEmpty else {
      guard let own = second.norms.last, let theirs = first.norms.last else { return nil }
      return "|\(name)| is \(short.text(own)) at the last step, against \(short.text(theirs)) (other sizes)"
    }
    guard let apart = RunDifference.firstApart(distances, 0) else { return "the same at every time step" }
    guard let most = distances.filter(\.isFinite).max(), let t = distances.firstIndex(of: most),
      distances.allSatisfy(\.isFinite)
    else { return "some of it is not finite" }
    return "apart from t = \(apart) on, most at t = \(t + 1), by \(short.text(most))"
  }
}
