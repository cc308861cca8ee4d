import Foundation
import Notebook
import TerminalUI

/// Ledgers of every kind that the pane has to draw.
enum SampleLedgers {
  /// A loss at every step, its gradient shrinking by `gain` a step and turning its sign every five.
  static func losses(steps: Int = 60, gain: Double = 0.6, layer: String = "lstm1") -> LedgerSnapshot {
    var (credits, norms) = ([Double](), [Double]())
    for t in 1...steps {
      for s in 1...steps {
        let size = s >= t ? pow(gain, Double(s - t)) * 0.01 : 0
        norms.append(size)
        credits.append((s - t) / 5 % 2 == 0 ? size : -size)
      }
    }
    let totals = (0..<steps).map { t in (0..<steps).reduce(0) { $0 + credits[t * steps + $1] } }
    return LedgerSnapshot(
      model: "gated", layer: layer, updates: 240, part: .init("whole", option: ""),
      parts: [
        .init("whole", option: ""), .init("c", option: "route=c"), .init("forget", option: "gate=forget"),
        .init("input", option: "route=input"),
      ], steps: steps, rows: (1...steps).map(String.init), lossSteps: Array(1...steps), credits: credits, norms: norms,
      totals: totals, addsUp: true, stateNorms: (0..<steps).map { pow(0.8, Double(steps - 1 - $0)) },
      carries: [.init(state: "c", factor: "forget", means: (0..<steps).map { _ in 0.25 })])
  }

  /// One loss at the end: paths through an LSTM whose forget gate is nearly shut.
  static func paths(steps: Int = 100, gain: Double = 0.2) -> LedgerSnapshot {
    let names = ["from above", "input", "forget", "candidate", "output", "no gate"]
    let shares = [0, 0.1, -0.05, 0.8, 0.15, 0]
    let totals = (1...steps).map { pow(gain, Double(steps - $0)) }
    let credits = totals.enumerated().flatMap { step, total in
      names.indices.map { step == steps - 1 ? ($0 == 0 ? total : 0) : shares[$0] * total }
    }
    return LedgerSnapshot(
      model: "gated", layer: "lstm1", updates: 0, part: .init("whole", option: ""),
      parts: [.init("whole", option: ""), .init("forget", option: "gate=forget")], steps: steps, rows: names,
      lossSteps: [], credits: credits, norms: [], totals: totals, addsUp: true, stateNorms: totals,
      carries: [.init(state: "c", factor: "forget", means: totals.map { _ in 0.018 })])
  }

  /// The ledger beside an example of the same length, its pane filling the screen with the keys in it.
  static func state(
    _ ledgers: [LedgerSnapshot], _ size: Size, characters: TerminalUI.CharacterSet = .unicode, t: Int = 17
  ) -> AppState {
    var state = SampleExamples.state(
      [SampleExamples.lstm(steps: ledgers.first?.steps ?? 20)], size, characters: characters, t: t)
    var snapshot = state.snapshot
    snapshot.views.take(.ledgers(ledgers))
    _ = update(&state, .session(snapshot))
    state.screen.focus = .ledger
    return state
  }
}
