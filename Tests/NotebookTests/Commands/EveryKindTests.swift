import Notebook
import SequenceEngine
import Testing

/// A person's own `check` holds for whatever can be added, alone and between layers that read both ways.
@Suite("check, kind by kind")
struct EveryKindTests {
  private func check(_ model: String, data: String = "data echo length=5 lag=1") -> (Session.Outcome, String) {
    let recorder = Recorder()
    let outcome = recorder.run("\(data); batch 3; \(model); check")
    return (outcome, (recorder.errors + recorder.lines).joined(separator: "\n"))
  }

  static let cells = BuiltInCells.all.map { cell in
    (cell.kind, cell.variant.map { "\($0.option)=\($0.value)" } ?? "")
  }

  @Test("a cell alone", arguments: cells)
  func alone(_ kind: String, _ option: String) {
    let (outcome, said) = check("add \(kind) 4 \(option); add dense")
    #expect(outcome == .done && said.contains("agree with central differences"), "\(said)")
  }

  @Test("a cell in a stacked bidirectional model", arguments: cells.filter { $0.0 != "jordan" })
  func stacked(_ kind: String, _ option: String) {
    let (outcome, said) = check(
      "add \(kind) 4 \(option) layers=2 bidirectional; add dense", data: "data parity length=5")
    #expect(outcome == .done && said.contains("agree with central differences"), "\(said)")
  }

  @Test("what is fed the model's output cannot run from the end")
  func jordan() {
    let (outcome, said) = check("add jordan 4 bidirectional")
    #expect(outcome != .done && said.contains("feedback=output"), "\(said)")
  }

  private static let both = "add gru 4 layers=2 bidirectional"

  private static let grid =
    "data inline [[[1,0],[0,1],[1,1]],[[0,1],[1,1],[0,0]]] target=[[1,0,1],[0,0,1]] targets=classes"

  @Test(
    "a layer alone",
    arguments: [
      "add dense 4 activation=tanh", "add conv 4 width=3", "add conv 4 width=2 padding=causal", "add layernorm",
      "add dropout 0.3", "add time_reverse", "add gru 4 window=2", "add conv2d 2 width=3 height=3",
      "add gru 4 recurrent_dropout=0.3 zoneout=0.2 layernorm start=learned",
    ])
  func layers(_ layer: String) {
    let (outcome, said) = check("\(layer); add dense", data: Self.grid)
    #expect(outcome == .done, "\(said)")
  }

  @Test(
    "a layer between layers that read both ways",
    arguments: [
      "add dense 4 activation=tanh", "add conv 4 width=3", "add layernorm", "add dropout 0.3", "add time_reverse",
      "add gru 4 window=2", "add self_attention heads=2", "add transformer heads=2 hidden=6", "add gru 8 residual",
      "add gru 4 recurrent_dropout=0.3 zoneout=0.2 layernorm start=learned",
    ])
  func between(_ layer: String) {
    let (outcome, said) = check("\(Self.both); \(layer); \(Self.both); add dense", data: Self.grid)
    #expect(outcome == .done, "\(said)")
  }

  @Test(
    "a layer that makes one vector of a sequence, or a sequence of one vector",
    arguments: [
      "add last", "add mean", "add max", "add flatten",
    ])
  func poolings(_ layer: String) {
    let (outcome, said) = check("\(Self.both); \(layer); add dense", data: "data adding length=5")
    #expect(outcome == .done, "\(said)")
  }

  @Test(
    "an encoder-decoder",
    arguments: [
      "add gru 4; decoder; add embedding 3; add gru 4; add dense",
      "add lstm 4 bidirectional; decoder; add embedding 4; add attention additive heads=2; add lstm 4; add dense",
      "add gru 3; decoder; add embedding 3; add gru 3; add dense tied=embedding3",
      "add self_attention heads=2; add gru 4; decoder; add embedding 4; add gru 4; add attention dot; add dense",
    ])
  func decoders(_ model: String) {
    let (outcome, said) = check("encoder; add embedding 4; " + model, data: "data reverse length=4")
    #expect(outcome == .done, "\(said)")
  }

  @Test("one vector at each time step")
  func repeated() {
    let (outcome, said) = check("\(Self.both); add last; add repeat; \(Self.both); add dense")
    #expect(outcome == .done, "\(said)")
  }

  @Test("a layer whose losses are not followed one by one is checked all the same, and it is said")
  func withoutLedger() {
    let recorder = Recorder()
    let outcome = recorder.run("data echo length=5; batch 3; add gru 4; add conv 4 width=3; add dense; check")
    #expect(outcome == .done && recorder.lines.contains { $0.contains("agree with central differences") })
    #expect(recorder.notes.contains { $0.hasPrefix("no ledger of gru1 to add up: conv2:") }, "\(recorder.notes)")
  }

  @Test("labels without places in time")
  func labels() {
    let (outcome, said) = check(
      "\(Self.both); add dense",
      data: "data inline [[1,2,3,4],[4,3,2]] target=[[1,0],[2]] targets=labels")
    #expect(outcome == .done, "\(said)")
  }
}
