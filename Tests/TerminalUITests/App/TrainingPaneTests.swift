import Foundation
import Notebook
import TerminalUI
import Testing

@Suite("The training pane")
struct TrainingPaneTests {
  private func screen(_ state: AppState) -> String {
    var state = state
    state.screen.shown = .training
    state.screen.zoomed = .training
    return render(state).text.joined(separator: "\n")
  }

  @Test("as it is drawn", arguments: SampleStates.sizes)
  func golden(_ size: Size) throws {
    try expectGolden(screen(SampleStates.busy(size)) + "\n", "training-\(size.columns)x\(size.rows)")
  }

  @Test("says that a loss at the baseline is nothing learned")
  func verdict() {
    var state = SampleStates.training(Size(columns: 120, rows: 36))
    state.snapshot.trainings[0].losses = state.snapshot.trainings[0].losses.map { _ in 0.166 }
    #expect(screen(state).contains("nothing learned"))
    state.snapshot.trainings[0].losses = state.snapshot.trainings[0].losses.map { $0 / 10 }
    #expect(screen(state).contains("90% under the baseline"))
  }

  @Test("l changes the scale, b what the curve is drawn with")
  func keys() {
    var state = SampleStates.training(Size(columns: 120, rows: 36))
    state.screen.focus = .training
    let before = screen(state)
    _ = state.press(KeyPress(.character("l")))
    #expect(screen(state) != before)
    _ = state.press(KeyPress(.character("l")), KeyPress(.character("b")))
    #expect(screen(state).contains("▀") || screen(state).contains("▄"))
  }

  @Test("standing at an earlier update tells its numbers")
  func cursor() {
    var state = SampleStates.training(Size(columns: 120, rows: 36))
    state.screen.focus = .training
    _ = state.press(KeyPress(.home))
    #expect(screen(state).contains("standing at update 1"))
    _ = state.press(KeyPress(.end))
    #expect(!screen(state).contains("standing"))
  }

  @Test("says how to begin when nothing was trained")
  func invitation() { #expect(screen(AppState(size: Size(columns: 80, rows: 24))).contains("add rnn 32")) }

  @Test("absurd histories are drawn: one update, NaN everywhere, infinities, 100,000 updates, no layers")
  func absurd() {
    for losses in [
      [0.1], [Double](repeating: .nan, count: 50), [.infinity, -.infinity, 0, -1],
      [Double](repeating: 1, count: 100_000), [],
    ] {
      for size in SampleStates.sizes {
        var state = SampleStates.training(size)
        state.snapshot.trainings[0].updates = losses.indices.map { Double($0 + 1) }
        state.snapshot.trainings[0].losses = losses
        state.snapshot.trainings[0].gradientNorms = losses
        state.snapshot.trainings[0].layers = [.init(name: "漢字 e\u{301}\u{1B}[2J", gradientNorms: losses)]
        #expect(!screen(state).contains("\u{1B}"))
        state.snapshot.trainings[0].layers = []
        #expect(!screen(state).isEmpty)
      }
    }
  }
}
