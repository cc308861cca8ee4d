import SequenceEngine

/// One time step in numbers: values in the forward pass, gradients and where they come from in the backward pass.
struct StepTable {
  let name: String
  let pass: RecordedPass
  let stepper: Stepper
  let data: Dataset

  private var t: Int { stepper.t }

  var table: Table {
    let arrow = stepper.pass == .forward ? "forward" : "backward"
    let title = "\(name)   t = \(t) of \(pass.steps)   \(arrow)"
    return stepper.pass == .forward ? forward(title) : backward(title)
  }

  private func forward(_ title: String) -> Table {
    var table = Table(title, columns: [.init("layer"), .init("value"), .init("norm", .number), .init("first units")])
    for layer in pass.layers where t <= layer.steps {
      for (index, state) in layer.stateNames.enumerated() {
        table.rows.append(row(layer.name, state, layer.states[index]))
      }
      for gate in layer.gates { table.rows.append(row(layer.name, gate.name, gate.values)) }
    }
    for attention in pass.attentions where t <= attention.steps {
      table.rows.append(row(attention.name, "weights", attention.weights))
    }
    if pass.output.steps >= t, data.shape.placement == .perStep { table.rows.append(row("output", "", pass.output)) }
    return table
  }

  private func row(_ layer: String, _ what: String, _ series: RecordedSeries) -> [Table.Value] {
    let units = series.at(t).prefix(5).map { NumberFormat.fixed(3).text($0) }.joined(separator: " ")
    return [.text(layer), .text(what), .number(series.norm(at: t)), .text(units)]
  }

  private func backward(_ title: String) -> Table {
    var table = Table(title, columns: [.init("layer"), .init("gradient"), .init("norm", .number), .init("meaning")])
    for layer in pass.layers where t <= layer.steps {
      for (index, state) in layer.stateNames.enumerated() {
        let total = layer.stateGradients[index]
        table.rows.append([
          .text(layer.name), .text("dL/d\(state)"), .number(total.norm(at: t)), "everything that reaches it",
        ])
        guard index == 0 else { continue }
        let above = layer.gradientFromAbove
        let source = layer.isReversed ? "the step before" : "the next step"
        table.rows.append(["", "from above", .number(above.norm(at: t)), "the loss and later layers, here"])
        let through = RecordedSeries(width: total.width, values: zip(total.at(t), above.at(t)).map { $0 - $1 })
        table.rows.append(["", "through time", .number(through.norm(at: 1)), .text("what arrives from \(source)")])
      }
      for gate in layer.gates {
        guard let gradients = gate.gradients else { continue }
        table.rows.append(["", .text("dL/d \(gate.name)"), .number(gradients.norm(at: t)), "this gate"])
      }
    }
    if pass.plan.decoderStart == nil
      ? pass.outputGradients.steps == pass.steps || t == pass.steps : t <= pass.outputGradients.steps
    {
      let place = min(t, pass.outputGradients.steps) - 1
      table.rows.append([
        "output", "dL/dy", .number(pass.outputGradients.norm(at: place + 1)), "the loss's own at this step",
      ])
    }
    for share in pass.weightShares(at: t) where share.wholeNorm > 0 || !share.wholeNorm.isFinite {
      let whole = NumberFormat.significant(3).text(share.wholeNorm)
      table.rows.append([
        .text(share.layer), .text("dL/d \(share.name)"), .number(share.norm),
        .text("this step's share; the sum has \(whole)"),
      ])
    }
    return table
  }
}
