import Notebook
import SequenceEngine
import Testing

@Suite(.serialized) struct DeterminismTests {
  private func parameters(_ script: String) -> [Double]? {
    let recorder = Recorder()
    recorder.run(script)
    return recorder.workspace.currentModel?.state?.parameters
  }

  @Test(arguments: ["rnn", "lstm", "gru"])
  func theSameSeedGivesTheSameBitsOnOneAndTwoThreads(kind: String) {
    let script = "seed 3; data adding length=12; add \(kind) 24; add dense; train steps=5"
    let threads = Parallel.threads
    defer { Parallel.threads = threads }
    Parallel.threads = 1
    let one = parameters(script)
    Parallel.threads = 2
    let two = parameters(script)
    #expect(one != nil && one == two)
    #expect(parameters(script.replacing("seed 3", with: "seed 4")) != one)
  }

  @Test func trainingInTwoCommandsIsTrainingInOne() {
    let model = "data adding length=6; add lstm 5; add dense; "
    #expect(parameters(model + "train steps=4; train steps=3") == parameters(model + "train steps=7"))
  }
}
