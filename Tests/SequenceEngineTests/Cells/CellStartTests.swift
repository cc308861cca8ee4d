import SequenceEngine
import Testing

@Suite("How a cell's weights begin")
struct CellStartTests {
  private func start(_ source: String, units: Int = 3, _ change: (inout RecurrentLayer) -> Void = { _ in }) throws -> (
    ModelPlan, [Double]
  ) {
    let shape = DataShape(input: .vector(size: 2), target: .vector(size: units), placement: .perStep)
    let plan = try ModelPlan(Models.description([Models.recurrent(source, units, change)]), for: shape)
    return (plan, plan.initialParameters(seed: 4))
  }

  private func values(_ name: String, _ gate: String, _ start: (ModelPlan, [Double])) -> [Double] {
    NaiveWeights(plan: start.0, values: start.1).vector(name, gate)
  }

  @Test("an IRNN begins as the identity with a bias of zero")
  func identity() throws {
    let irnn = try start(BuiltInCells.irnn)
    #expect(values("weight_hh_l0", "h", irnn) == [1, 0, 0, 0, 1, 0, 0, 0, 1])
    #expect(values("bias_ih_l0", "h", irnn) == [0, 0, 0])
    #expect(!values("weight_ih_l0", "h", irnn).contains(0))
  }

  @Test("what is said of one equation counts before what is said of all, bounds hold, the rest stays as it was")
  func precedence() throws {
    let source = """
      cell c(x, h) {
        start b 0.25
        start gate.b -2
        start p uniform 3 5
        start h.U identity 0.5
        gate = sigmoid(W(x) + U(h) + p * h + b)
        h' = tanh(W(x) + U(gate * h) + b)
      }
      """
    let own = try start(source)
    #expect(values("bias_ih_l0", "gate", own) == [-2, -2, -2])
    #expect(values("bias_ih_l0", "h", own) == [0.25, 0.25, 0.25])
    #expect(values("p_l0", "gate", own).allSatisfy { (3...5).contains($0) })
    #expect(values("weight_hh_l0", "h", own) == [0.5, 0, 0, 0, 0.5, 0, 0, 0, 0.5])
    let unsaid = try start(source.split(separator: "\n").filter { !$0.contains("start") }.joined(separator: "\n"))
    #expect(values("weight_hh_l0", "gate", own) == values("weight_hh_l0", "gate", unsaid))
    #expect(values("weight_ih_l0", "h", own) == values("weight_ih_l0", "h", unsaid))
  }

  @Test("the layer's forget bias is 1 unless it says otherwise, and a cell can say it where the layer does not")
  func forgetBias() throws {
    #expect(try values("bias_ih_l0", "forget", start(BuiltInCells.cifg)) == [1, 1, 1])
    let own = BuiltInCells.cifg.replacing("{\n", with: "{\n  start forget.b 3\n")
    #expect(try values("bias_ih_l0", "forget", start(own) { $0.forgetBias = nil }) == [3, 3, 3])
    #expect(try values("bias_ih_l0", "forget", start(own) { $0.forgetBias = -1 }) == [-1, -1, -1])
  }

  @Test(
    "what cannot be meant is refused with its place",
    arguments: [
      ("start V identity", "no weights are called 'V' in the equations"),
      ("start h identity", "no weights are called 'h' in the equations"),
      ("start gate.U identity", "'gate' has no equation here, so gate.U cannot begin in any way"),
      ("start U idenity", "no way to draw weights is called 'idenity'"),
      ("start U", "expected a number or a way to draw weights"),
      ("start b uniform 2 1", "the smaller bound stands first"),
      ("start U identity; start U zeros", "how 'U' begins is said twice"),
    ])
  func refused(line: String, message: String) {
    let error = #expect(throws: CellError.self) {
      try CellDefinition(parsing: "cell c(x, h) {\n  \(line)\n  h' = tanh(W(x) + U(h) + b)\n}")
    }
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    #expect((error?.offset ?? 0) > 14)
  }

  @Test("start is still a gate's name where an equals sign follows")
  func gateCalledStart() throws {
    let cell = try CellDefinition(parsing: "cell c(x, h) { start = sigmoid(W(x)); h' = start * h }")
    #expect(cell.gates == ["start"] && cell.starts.isEmpty)
  }
}
