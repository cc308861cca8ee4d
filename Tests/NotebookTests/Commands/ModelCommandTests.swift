import Notebook
import SequenceEngine
import Testing

@Suite struct ModelCommandTests {
  @Test func eachLayerAnswersWithItsNameShapesAndParameters() {
    let recorder = Recorder()
    recorder.run("data adding length=50")
    recorder.run("add rnn 32; add dense")
    #expect(recorder.lines == ["rnn1   2 → 32   tanh   1,120 parameters", "dense2   32 → 1   33 parameters"])
  }

  @Test func layersMayBeAddedBeforeTheData() {
    let recorder = Recorder()
    recorder.run("add gru 8; add dense")
    #expect(
      recorder.lines == ["gru1   ? → 8   fitted when there are data", "dense2   ? → ?   fitted when there are data"])
    #expect(recorder.workspace.currentModel?.state == nil)
    recorder.run("data adding length=5")
    // Three gates of 8 × (2 + 8) weights, four biases of 8, and a dense layer of 8 + 1.
    #expect(recorder.workspace.currentModel?.state?.parameters.count == 281)
  }

  @Test func aReplacedLayerHandsItsNumberOnAndLeavesTheOthersWeights() {
    let recorder = Recorder()
    recorder.run("data adding length=5; add rnn 4; add dense; train steps=2")
    let dense = recorder.workspace.currentModel?.state?.parameters.suffix(5)
    recorder.run("replace 1 lstm 4")
    #expect(recorder.workspace.currentModel?.description.layers.map(\.name) == ["lstm1", "dense2"])
    #expect(recorder.workspace.currentModel?.state?.parameters.suffix(5) == dense)
  }

  @Test func severalLayersHaveNamesOfTheirOwn() {
    let recorder = Recorder()
    recorder.run("data parity length=5; add lstm 4 layers=3; add dense; remove 2")
    #expect(recorder.workspace.currentModel?.description.layers.map(\.name) == ["lstm1", "lstm3", "dense4"])
    recorder.run("insert 3 dropout 0.1 name=noise")
    #expect(recorder.workspace.currentModel?.description.layers.map(\.name) == ["lstm1", "lstm3", "noise", "dense4"])
  }

  @Test func aCellOfYourOwnIsAKindOfLayer() {
    let recorder = Recorder()
    recorder.run("data adding length=5; cell mine(x, h) { gate = sigmoid(W(x) + b)\n h' = gate * tanh(U(h)) }")
    #expect(recorder.run("add mine 6; add dense; train steps=2") == .done)
    #expect(recorder.workspace.currentModel?.description.layers.map(\.name) == ["mine1", "dense2"])
  }

  @Test func aKindMayComeFromAVariable() {
    let recorder = Recorder()
    #expect(recorder.run("data adding length=5; for kind in [\"rnn\", \"lstm\"] { add (kind) 4 }; add dense") == .done)
    #expect(recorder.workspace.currentModel?.description.layers.map(\.name) == ["rnn1", "lstm2", "dense3"])
  }

  @Test func whatIsLearnedSurvivesOtherDataOfTheSameShape() {
    let recorder = Recorder()
    recorder.run("data adding length=5; add rnn 4; add dense; train steps=3")
    let state = recorder.workspace.currentModel?.state
    recorder.run("data adding length=9")
    #expect(recorder.workspace.currentModel?.state?.parameters == state?.parameters)
  }
}
