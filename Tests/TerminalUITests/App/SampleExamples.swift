import Foundation
import Notebook
import TerminalUI

/// Unrolled examples and models of every kind that a pane has to draw.
enum SampleExamples {
  static func wave(_ t: Int, _ unit: Int) -> Double {
    sin(0.3 * Double(t) + 0.9 * Double(unit)) * Double(unit % 7 + 1) / 8
  }

  static func values(
    _ name: String, steps: Int, units: Int, gain: Double? = nil, isGate: Bool = false
  ) -> UnrolledSnapshot.Values {
    let numbers = (0..<steps).flatMap { t in
      (0..<units).map { isGate ? 0.5 + wave(t, $0) / 2 : wave(t, $0) }
    }
    return UnrolledSnapshot.Values(
      name: name, width: units, numbers: numbers, norms: (0..<steps).map { 2 + abs(wave($0, 0)) },
      gradientNorms: gain.map { gain in (0..<steps).map { pow(gain, Double(steps - 1 - $0)) } } ?? [],
      range: isGate ? 0...1 : nil)
  }

  /// An LSTM on the adding task, whose gradient shrinks by `gain` each step back.
  static func lstm(
    steps: Int = 100, units: Int = 32, gain: Double = 0.8, model: String = "gated", layers: [String] = ["lstm1"]
  ) -> UnrolledSnapshot {
    UnrolledSnapshot(
      model: model, example: "example 1 of test", steps: steps, t: 1, pass: .forward, updates: 240, loss: 0.0123,
      input: [
        .init("x1", .bars((0..<steps).map { abs(wave($0 * 3, 6)) })),
        .init("x2", .marks((0..<steps).map { $0 == 9 || $0 == steps * 2 / 3 })),
      ],
      output: [
        .init("target", .bars((0..<steps).map { wave($0, 2) })),
        .init("output", .bars((0..<steps).map { wave($0, 3) })),
        .init("loss", .bars((0..<steps).map { pow(wave($0, 2) - wave($0, 3), 2) })),
      ],
      layers: layers.map { name in
        .init(
          name: name,
          states: [
            values("h", steps: steps, units: units, gain: gain), values("c", steps: steps, units: units, gain: gain),
          ],
          gates: ["input", "forget", "candidate", "output"].map {
            values($0, steps: steps, units: units, isGate: $0 != "candidate")
          }, horizon: "the gradient halves every 3.1 steps back; nothing earlier than t=38 is heard",
          earliestHeard: 38, radius: 0.83, stepGain: 0.91, saturation: 0.12)
      })
  }

  /// Stands in an example, the pane filling the screen.
  static func state(
    _ examples: [UnrolledSnapshot], _ size: Size, characters: TerminalUI.CharacterSet = .unicode, t: Int = 17,
    pass: StripChart.Pass = .backward
  ) -> AppState {
    var state = AppState(size: size, characters: characters)
    state.screen.shown = .unrolled
    state.screen.zoomed = .unrolled
    state.screen.focus = .unrolled
    var snapshot = SessionSnapshot()
    snapshot.unrolled = examples
    for index in examples.indices {
      snapshot.unrolled[index].t = t
      snapshot.unrolled[index].pass = pass
    }
    _ = update(&state, .session(snapshot))
    return state
  }

  static func text(_ state: AppState) -> String { render(state).text.joined(separator: "\n") + "\n" }
}
