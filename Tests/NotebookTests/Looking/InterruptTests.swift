import Notebook
import Synchronization
import Testing

/// Whoever waits for a long look can stop it: everything that may take long asks often whether to go on.
@Suite("Ctrl-C in long looks")
struct InterruptTests {
  /// How often the session asked whether to stop, and after how many times it is told to.
  private final class Patience: Sendable {
    let asked = Atomic<Int>(0)
    let limit = Atomic<Int>(.max)
  }

  private func session(_ patience: Patience) -> Recorder {
    Recorder(
      environment: SessionEnvironment(
        isInterrupted: {
          let asked = patience.asked.add(1, ordering: .relaxed).newValue
          return asked > patience.limit.load(ordering: .relaxed)
        }))
  }

  private static let long = [
    "show spectrum", "spectral rnn1 0.9", "spectral rnn1", "print radius(1)", "show jacobian",
    "print jacobian(1, 1, 30)", "show horizon", "show recall", "show truncation", "show neurons",
    "doctor try=40", "check", "continue reverse", "rewind 19", "evaluate",
    "data reverse length=100000",
  ]

  @Test("is heard while the work goes on, and leaves all as it was", arguments: long)
  func stops(_ look: String) {
    let patience = Patience()
    let recorder = session(patience)
    recorder.run("data echo length=30 lag=2; model m; add rnn 24; add dense; unroll; scale rnn1.recurrent 3")
    recorder.run("train steps=20; break when weight_norm(1) < 0; scale rnn1 \(look.hasPrefix("doctor") ? 50 : 1)")
    let (before, settings) = (recorder.workspace.currentModel?.state, recorder.workspace.settings)
    let start = patience.asked.load(ordering: .relaxed)
    patience.limit.store(start + 6, ordering: .relaxed)
    #expect(recorder.run(look) == .interrupted, "it asks at least so often: \(look)")
    #expect(recorder.workspace.currentModel?.state == before)
    #expect(recorder.workspace.settings == settings)
    #expect(recorder.workspace.dataset?.name == "echo")
    patience.limit.store(.max, ordering: .relaxed)
    #expect(recorder.run("print step") == .done)
  }
}
