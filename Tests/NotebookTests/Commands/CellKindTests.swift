import Notebook
import SequenceEngine
import Testing

@Suite("Cells as kinds of layer") struct CellKindTests {
  private func layer(_ recorder: Recorder) -> RecurrentLayer? {
    guard case .recurrent(let layer)? = recorder.workspace.currentModel?.description.layers.first?.kind else {
      return nil
    }
    return layer
  }

  @Test("every built-in cell is added, trained, looked at, checked and explained", arguments: BuiltInCells.all.indices)
  func everyCell(_ index: Int) {
    let cell = BuiltInCells.all[index]
    let option = cell.variant.map { " \($0.option)=\($0.value)" } ?? ""
    let recorder = Recorder()
    #expect(recorder.run("data parity length=6; add \(cell.kind) 4\(option); add dense; train steps=3") == .done)
    #expect(layer(recorder)?.cell.source == cell.source)
    #expect(layer(recorder)?.feedback == cell.readsOutput)
    let gates = layer(recorder)?.cell.gates.isEmpty == false ? ["show gates"] : []
    for look in gates + ["unroll", "show gradients", "show horizon", "summary", "explain 1", "check"] {
      #expect(recorder.run(look) == .done, "\(look): \(recorder.errors)")
    }
    #expect(recorder.run("explain \(cell.kind)") == .done)
    #expect(recorder.lines.contains { $0.contains(cell.paper) })
  }

  @Test("cells lists each with the weights of a unit, and those of one's own")
  func list() throws {
    let recorder = Recorder()
    recorder.run("cell mine(x, h) { h' = tanh(W(x) + p * h) }")
    recorder.run("cells")
    let table = try #require(recorder.tables.first)
    func weights(_ cell: String) -> Table.Value? { table.rows.first { $0[0] == .text(cell) }?[1] }
    #expect(weights("rnn") == .text("I + H + 1"))
    #expect(weights("lstm") == .text("4 I + 4 H + 4"))
    #expect(weights("lstm peephole=yes") == .text("4 I + 4 H + 7"))
    #expect(weights("indrnn") == .text("I + 2"))
    #expect(weights("mine") == .text("I + 1"))
    #expect(table.rows.count == BuiltInCells.all.count + 1)
  }

  @Test("a cell's own options are set by name, words and numbers, built in or one's own")
  func options() {
    let recorder = Recorder()
    recorder.run("data parity length=6; add cornn 4 dt=0.2 gamma=2.7")
    #expect(layer(recorder)?.options == ["dt": .number(0.2), "gamma": .number(2.7)])
    recorder.run("replace 1 lstm1997 4 size=2 gradient=truncated")
    #expect(layer(recorder)?.options == ["size": .number(2)])
    #expect(recorder.lines == ["lstm1997_1   1 → 4   size 2, gradient truncated   48 parameters"])
    recorder.run("cell mine(x, h; f=tanh, gain=1) { h' = gain * f(W(x) + U(h)) }")
    recorder.run("replace 1 mine 4 f=relu gain=(1 / 2)")
    #expect(layer(recorder)?.options == ["f": .function("relu"), "gain": .number(0.5)])
    recorder.run("let kind = \"lstm\"; replace 1 (kind) 4 peephole=yes forget_bias=2")
    #expect(layer(recorder)?.cell.source == BuiltInCells.peepholeLSTM && layer(recorder)?.forgetBias == 2)
  }

  @Test(
    "an option that means nothing is refused with the nearest one that does",
    arguments: [
      ("add cornn 4 dtt=1", "no option of cornn is called 'dtt'; did you mean 'dt'?"),
      ("add irnn 4 peephole=yes", "'peephole' belongs to lstm, not to irnn"),
      ("add (\"dense\") 4 reverse", "no option of dense is called 'reverse'"),
      ("add indrnn 4 activation=tahn", "no activation is called 'tahn'; did you mean 'tanh'?"),
      ("add lstm1997 4 gradient=cut", "no choice for 'gradient' is called 'cut'"),
      ("add mgu 4 forget_bias=high", "'high'"),
      ("add ugrnn 4 forget_bias=1", "the cell ugrnn has no gate called 'forget'"),
      ("add lstm1997 3 size=2", "3 units cannot be divided into blocks of 2"),
      ("add irn 4", "no layer kind is called 'irn'; did you mean 'irnn'?"),
    ])
  func refused(line: String, message: String) {
    let recorder = Recorder()
    recorder.run("data parity length=6")
    #expect(recorder.run(line) == .failed)
    #expect(recorder.rendered?.contains(message) == true, "\(recorder.rendered ?? "")")
    #expect(recorder.workspace.currentModel == nil)
  }

  @Test("a cell says how its weights begin, and init default brings that back")
  func starts() {
    let recorder = Recorder()
    recorder.run("data parity length=6; add irnn 2; add dense")
    let begin = recorder.workspace.currentModel?.state?.parameters
    recorder.run("init 1.recurrent orthogonal")
    #expect(recorder.workspace.currentModel?.state?.parameters != begin)
    recorder.run("init 1 default")
    #expect(recorder.workspace.currentModel?.state?.parameters == begin)
  }

  @Test("gradients that a cell cuts are told by check, and where a number is explained")
  func stops() {
    let recorder = Recorder()
    recorder.run("data parity length=6; add lstm1997 2 gradient=truncated; add dense")
    #expect(recorder.run("check") == .done)
    #expect(recorder.notes.contains { $0.contains("stop(…) open") })
    recorder.run("unroll; explain hidden(1, 2)[1]")
    #expect(recorder.lines.contains { $0.contains("a cell with stop(…) cuts gradients") })
    recorder.run("replace 1 lstm 2; unroll; explain hidden(1, 2)[1]")
    #expect(!recorder.lines.contains { $0.contains("stop(…)") })
  }
}
