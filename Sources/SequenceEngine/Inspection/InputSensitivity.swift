/// What the model put out at one place, differentiated by every time step of its input.
public struct InputSensitivity: Sendable, Equatable {
  /// Norm of the gradient by x(t); [T].
  public let norms: [Double]
  /// Gradient · x(t), the part of the output that a linear model would credit to x(t); [T].
  public let contributions: [Double]
}

extension RecordedPass {
  /// Gradient of one number that the model puts out, or of the loss, by each input: of x(t), of an embedded token's vector,
  /// or of the one-hot vector that a token without an embedding stands for.
  ///
  /// - Parameters:
  ///   - output: the number, from 0 (a class's logit, for classes); nil: the loss.
  ///   - t: the time step where it is put out, from 1; ignored where there is one output for the sequence.
  /// - Throws: `ModelError` where tokens go into no embedding and no recurrent layer.
  public func inputSensitivity(output: Int?, at t: Int) throws(ModelError) -> InputSensitivity {
    let network = replayedForward()
    if let output {
      let width = network.output.width
      network.output.gradients.update(repeating: 0, count: network.outputFrame.steps * width)
      let place = network.outputFrame.steps == 1 ? 0 : t - 1
      guard (0..<network.outputFrame.steps).contains(place) else {
        throw ModelError("the model puts something out at t = 1 to \(network.outputFrame.steps), not at t = \(t)")
      }
      network.output.gradients[place * width + output] = 1
    } else {
      _ = network.score(example.target)
    }
    network.backward()
    switch example.input {
    case .vectors(let values, let size):
      return sensitivity(network.inputGradientValues, values, size)
    case .tokens(let tokens):
      let readers = plan.readers(of: -1).map(\.layer)
      let embeddings = readers.filter {
        if case .embedding = plan.layers[$0].description.kind { true } else { false }
      }
      if embeddings.count == readers.count {
        let own = embeddings.map { network.runners[network.layerRunners[$0].own].output }
        let size = own.reduce(0) { $0 + $1.width }
        func together(_ part: KeyPath<SequenceValues<Double>, UnsafeMutablePointer<Double>>) -> [Double] {
          (0..<example.steps).flatMap { t in
            own.flatMap { UnsafeBufferPointer(start: $0[keyPath: part] + t * $0.width, count: $0.width) }
          }
        }
        return sensitivity(together(\.gradients), together(\.values), size)
      }
      let runners = readers.compactMap { network.recurrent($0) }
      guard runners.count == readers.count else {
        throw ModelError(
          "tokens go into \(readers.map { plan.layers[$0].name }.joined(separator: " and ")), and what is asked here needs "
            + "embeddings alone or recurrent layers alone")
      }
      return oneHotSensitivity(runners, tokens)
    }
  }

  private func sensitivity(_ gradients: [Double], _ values: [Double], _ size: Int) -> InputSensitivity {
    let own = RecordedSeries(width: size, values: Array(gradients.prefix(example.steps * size)))
    return InputSensitivity(
      norms: own.norms,
      contributions: (0..<example.steps).map { t in
        (0..<size).reduce(0) { $0 + own.values[t * size + $1] * values[t * size + $1] }
      })
  }

  /// Back through the input's matrices: Wᵀ δ(t).
  private func oneHotSensitivity(
    _ runners: [RecurrentRunner<Double>], _ tokens: [Int32]
  ) -> InputSensitivity {
    guard case .token(let vocabulary) = plan.shape.input else {
      return InputSensitivity(norms: [], contributions: [])
    }
    var norms: [Double] = []
    var contributions: [Double] = []
    for t in 0..<example.steps {
      var gradient = [Double](repeating: 0, count: vocabulary)
      for runner in runners {
        for (map, product) in zip(runner.inputMaps, runner.program.weightGradients) {
          let delta = runner.locate(product.gradient, thread: 0).pointer(t: t, row: 0)
          for row in 0..<map.rows {
            let weights = map.offset + row * map.columns
            for column in 0..<vocabulary { gradient[column] += parameters[weights + column] * delta[row] }
          }
        }
      }
      norms.append(RecordedSeries(width: vocabulary, values: gradient).norms[0])
      contributions.append(gradient[Int(tokens[t])])
    }
    return InputSensitivity(norms: norms, contributions: contributions)
  }
}
