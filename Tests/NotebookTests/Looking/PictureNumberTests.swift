import Foundation
import Notebook
import SequenceEngine
import Testing

/// The numbers of pictures against others worked out from weights and recorded values alone.
@Suite("Numbers in pictures")
struct PictureNumberTests {
  private let model = "data adding length=9; model m; add lstm 3; add dense; scale lstm1 4; unroll"

  private func table(_ output: Output?) throws -> Table {
    guard case .table(let table)? = output else {
      Issue.record("no table")
      return Table("", columns: [])
    }
    return table
  }

  private func rows(_ recorder: Recorder, _ text: String) throws -> [[Table.Value]] {
    recorder.run(text)
    let outputs = recorder.events.compactMap { if case .output(let output) = $0 { output } else { nil } }
    return try table(outputs.first).rows
  }

  private func number(_ value: Table.Value) -> Double {
    if case .number(let number, _) = value { number } else { .nan }
  }

  private func text(_ value: Table.Value) -> String { if case .text(let text) = value { text } else { "" } }

  private func norm(_ values: some Sequence<Double>) -> Double { values.reduce(0) { $0 + $1 * $1 }.squareRoot() }

  @Test("saturation is the share of gates near an end of their range")
  func saturation() throws {
    let recorder = Recorder()
    recorder.run(model + "; scale lstm1 3")
    let layer = try #require(recorder.workspace.stepper?.recorded["m"]?.layers.first)
    var (flat, all) = (0, 0)
    for gate in layer.gates {
      let isTanh = gate.name == "candidate"
      all += gate.values.values.count
      flat += gate.values.values.count { isTanh ? abs($0) > 0.95 : $0 < 0.05 || $0 > 0.95 }
    }
    recorder.run("print saturation(1)")
    let share = Double(recorder.lines.last ?? "") ?? .nan
    #expect(flat > 0 && flat < all)
    #expect(abs(share - Double(flat) / Double(all)) < 1e-15)
  }

  @Test("weights have their norm, their largest and the norm of the loss's slope by differences")
  func weights() throws {
    let recorder = Recorder()
    recorder.run(model)
    let state = try #require(recorder.workspace.currentModel?.state)
    let data = try #require(recorder.workspace.dataset)
    let plan = try ModelPlan(state.description, for: data.shape)
    func loss(_ parameters: [Double]) throws -> Double {
      try RecordedPass(
        state.description, parameters, shape: data.shape, loss: .meanSquared, example: data.example(.test, 0)
      ).loss.mean
    }
    let rows = try rows(recorder, "show weights")
    #expect(rows.count == plan.parameters.count)
    for (row, parameter) in zip(rows, plan.parameters) {
      #expect(text(row[0]) == parameter.name)
      let own = state.parameters[parameter.range]
      #expect(abs(number(row[2]) - norm(own)) < 1e-12)
      #expect(number(row[3]) == own.map { abs($0) }.max())
      let slopes = try parameter.range.map { place -> Double in
        var (up, down) = (state.parameters, state.parameters)
        up[place] += 1e-6
        down[place] -= 1e-6
        return (try loss(up) - loss(down)) / 2e-6
      }
      #expect(abs(number(row[4]) - norm(slopes)) < 1e-7 * max(1, norm(slopes)))
    }
  }

  @Test("diff tells how far weights lie apart, and where most")
  func diff() throws {
    let recorder = Recorder()
    recorder.run(model + "; copy m n; model n; train steps=5")
    let (one, two) = (
      try #require(recorder.workspace.model("m")?.state), try #require(recorder.workspace.model("n")?.state)
    )
    let plan = try ModelPlan(one.description, for: try #require(recorder.workspace.dataset?.shape))
    for (row, parameter) in zip(try rows(recorder, "diff m n"), plan.parameters) {
      let moved = parameter.range.map { two.parameters[$0] - one.parameters[$0] }
      #expect(abs(number(row[1]) - norm(moved)) < 1e-12)
      #expect(abs(number(row[2]) - norm(moved) / norm(one.parameters[parameter.range])) < 1e-12)
      let most = try #require(moved.max { abs($0) < abs($1) })
      #expect(number(row[3]) == most)
      let place = try #require(moved.firstIndex(of: most))
      let columns = parameter.shape.count > 1 ? parameter.shape[1] : 1
      let at = parameter.shape.count > 1 ? "row \(place / columns + 1), column \(place % columns + 1)" : "\(place + 1)"
      #expect(text(row[4]) == at)
    }
  }

  @Test("a step of the backward pass tells what arrives from above and through time, and they add up")
  func step() throws {
    let recorder = Recorder()
    recorder.run("data parity length=9; model m; add gru 3; add dense; unroll; pass backward")
    let pass = try #require(recorder.workspace.stepper?.recorded["m"])
    let layer = pass.layers[0]
    for t in [9, 6, 1] {
      let rows = try rows(recorder, "goto \(t)")
      let total = try #require(rows.first { text($0[1]) == "dL/dh" })
      let above = try #require(rows.first { text($0[1]) == "from above" })
      let through = try #require(rows.first { text($0[1]) == "through time" })
      #expect(abs(number(total[2]) - norm(layer.stateGradients[0].at(t))) < 1e-15)
      // One dense layer lies above: its weights transposed times the slope of the loss.
      let dense = try #require(pass.plan.parameters.first { $0.name.hasPrefix("dense2.weight") })
      let slope = pass.outputGradients.at(t)
      let expected = (0..<3).map { unit in
        slope.indices.reduce(0) { $0 + slope[$1] * pass.parameters[dense.offset + $1 * 3 + unit] }
      }
      #expect(abs(number(above[2]) - norm(expected)) < 1e-12)
      let rest = zip(layer.stateGradients[0].at(t), expected).map { $0 - $1 }
      #expect(abs(number(through[2]) - norm(rest)) < 1e-12)
    }
  }

  @Test("a histogram's bars are equal parts of the range, and the last holds the largest")
  func histogram() throws {
    let recorder = Recorder()
    recorder.run(model)
    let state = try #require(recorder.workspace.currentModel?.state)
    let plan = try ModelPlan(state.description, for: try #require(recorder.workspace.dataset?.shape))
    recorder.run("show histogram layer=lstm1")
    let record = try #require(recorder.records("trace").first)
    guard case .list(let counts)? = record.fields.first(where: { $0.name == "counts" })?.value else {
      Issue.record("no counts")
      return
    }
    let values = plan.parameters[plan.layers[0].parameters].flatMap { state.parameters[$0.range] }
    let (least, most) = (try #require(values.min()), try #require(values.max()))
    let width = (most - least) / Double(counts.count)
    for (place, count) in counts.enumerated() {
      let lower = least + Double(place) * width
      let isLast = place == counts.count - 1
      let inside = values.count { $0 >= lower && (isLast || $0 < lower + width) }
      guard case .number(let found) = count else { continue }
      // A number on the border of two bars may fall on either side by rounding.
      #expect(abs(found - Double(inside)) <= 1)
    }
  }

  @Test("in a linear net the norm of the gradient is a power of the singular values")
  func powers() throws {
    let recorder = Recorder()
    recorder.run("data adding length=12; model m; add rnn 4 activation=identity; add dense")
    recorder.run("init rnn1.recurrent orthogonal; scale rnn1.recurrent 0.8; unroll")
    let norms = try #require(recorder.workspace.stepper?.recorded["m"]).layers[0].stateGradients[0].norms
    var power = norms[11]
    for t in stride(from: 12, through: 1, by: -1) {
      #expect(abs(norms[t - 1] / power - 1) < 1e-5, "the weights are kept as floats")
      power *= 0.8
    }
    recorder.run("print jacobian(1, 2, 12)")
    var expected = 1.0
    for _ in 0..<10 { expected *= 0.8 }
    #expect(abs((Double(recorder.lines.last ?? "") ?? .nan) / expected - 1) < 1e-5)
  }
}
