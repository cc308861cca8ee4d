import Foundation
import Notebook
import TerminalUI

/// Screens' states that look like what the program is in.
enum SampleStates {
  static let sizes = [Size(columns: 80, rows: 24), Size(columns: 120, rows: 36), Size(columns: 200, rows: 60)]

  /// A tanh RNN on the adding task, trained for a while and unrolled.
  static func training(
    _ size: Size, characters: TerminalUI.CharacterSet = .unicode, steps: Int = 50, units: Int = 8, updates: Int = 240
  ) -> AppState {
    var state = AppState(size: size, characters: characters)
    var snapshot = SessionSnapshot()
    snapshot.data = "adding length=\(steps)"
    snapshot.model = ModelSnapshot(
      name: "plain", summary: "rnn 8 tanh → dense 1", pattern: "many-to-one", parameters: 4353, updates: updates,
      layers: [
        .init(
          name: "rnn1", description: "rnn 8 activation=tanh", inputSize: 2, outputSize: units, parameters: 4288,
          isRecurrent: true, returnsLast: true, saturation: 0.12, gradientNorm: 3.1e-4, radius: 0.83),
        .init(
          name: "dense2", description: "dense 1", inputSize: units, outputSize: 1, parameters: 65, gradientNorm: 0.21),
      ])
    var training = TrainingSnapshot(model: "plain")
    training.updates = (0..<updates).map { Double($0 + 1) }
    training.losses = (0..<updates).map { 0.16 + 0.3 * exp(-Double($0) / 30) + 0.01 * sin(Double($0)) }
    training.gradientNorms = training.losses.map { $0 * 2 }
    training.layers = [
      .init(name: "rnn1", gradientNorms: training.losses.map { $0 * 1e-3 }, updateRatio: 1.2e-3),
      .init(name: "dense2", gradientNorms: training.losses, updateRatio: 4e-3),
    ]
    training.baseline = ReferenceLine("baseline", at: 0.167)
    training.tokensPerSecond = 1.2e6
    snapshot.trainings = [training]
    snapshot.unrolled = [unrolled(steps: steps, units: units)]
    _ = update(&state, .session(snapshot))
    return state
  }

  static func unrolled(steps: Int, units: Int) -> UnrolledSnapshot {
    func wave(_ t: Int, _ unit: Int) -> Double { sin(0.4 * Double(t) + Double(unit)) }
    let numbers = (0..<steps).flatMap { t in (0..<units).map { wave(t, $0) } }
    return UnrolledSnapshot(
      model: "plain", example: "example 1 of test", steps: steps, t: 1, pass: .forward, updates: 240, loss: 0.16,
      input: [.init("x", .bars((0..<steps).map { abs(wave($0, 3)) }))],
      output: [.init("output", .marks((0..<steps).map { $0 == steps - 1 }))],
      layers: [
        .init(
          name: "rnn1",
          states: [
            .init(
              name: "h", width: units, numbers: numbers, norms: (0..<steps).map { 1 + abs(wave($0, 0)) },
              gradientNorms: (0..<steps).map { pow(0.7, Double(steps - 1 - $0)) })
          ], gates: [], horizon: "the gradient halves every 1.9 steps back; nothing earlier than t=12 is heard",
          earliestHeard: 12, radius: 0.83, stepGain: 0.91, saturation: 0.12)
      ])
  }

  /// The same with a training running.
  static func busy(_ size: Size) -> AppState {
    var state = training(size)
    var snapshot = state.snapshot
    var activity = Activity(entry: nil)
    activity.progress = Progress("training", done: 240, total: 1000, detail: "loss 0.17")
    activity.queued = 1
    snapshot.activity = activity
    snapshot.trainings[0].run = .init(done: 240, total: 1000, secondsLeft: 2.1)
    _ = update(&state, .session(snapshot))
    return state
  }
}

extension AppState {
  /// Presses keys one after another and gathers what the world is asked for.
  mutating func press(_ presses: KeyPress...) -> [Effect] { presses.flatMap { update(&self, .key($0)) } }

  mutating func type(_ text: String) {
    var line = LineState()
    line.text = text
    line.cursor = text.utf8.count
    _ = update(&self, .line(line))
  }
}
