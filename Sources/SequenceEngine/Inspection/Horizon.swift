import Glibc

/// How far back a recurrent layer's gradient is heard.
///
/// The gradient is that of everything that carries the past: dL/dh(t) of a cell with one state, and where a cell has
/// several, as an LSTM has h and c, all of them as one vector, ‖dL/ds(t)‖² = ‖dL/dh(t)‖² + ‖dL/dc(t)‖².
public struct Horizon: Sendable, Equatable {
  /// ‖dL/ds(t)‖, [T]; where every step has a loss of its own, of one of them alone.
  public let norms: [Double]
  /// The time step, from 1, of the loss that is followed; nil: the sequence has one.
  public let lossStep: Int?
  /// Steps in which the norm halves going back (negative: it doubles in that many); nil when it cannot be told.
  public let halfLife: Double?
  /// The time step, from 1, furthest on the gradient's way whose gradient is at least `threshold` times that of the step
  /// where it begins: the earliest one, of a layer that runs from the last step to the first the latest; nil: none arrives.
  public let earliestHeard: Int?
  /// Whether the layer runs from the last time step to the first, and its gradient from the first to the last.
  public let isReversed: Bool
  /// First time step, going back, at which the gradient exceeds 1 / `threshold` times that of the last; nil: never.
  public let explodesAt: Int?
  public let threshold: Double

  /// A vanishing gradient is one below a millionth.
  public init(norms: [Double], isReversed: Bool = false, lossStep: Int? = nil, threshold: Double = 1e-6) {
    self.norms = norms
    self.lossStep = lossStep
    self.threshold = threshold
    self.isReversed = isReversed
    let order = isReversed ? Array(norms.indices.reversed()) : Array(norms.indices)
    let last = order.last { norms[$0] > 0 && norms[$0].isFinite }
    let reference = last.map { norms[$0] } ?? 0
    earliestHeard = reference > 0 ? order.first { norms[$0] >= threshold * reference }.map { $0 + 1 } : nil
    explodesAt =
      reference > 0 ? order.last { norms[$0] > reference / threshold || norms[$0].isInfinite }.map { $0 + 1 } : nil
    halfLife = Self.halfLife(order.map { norms[$0] })
  }

  /// How many time steps hear of the loss, 0...T.
  public var heardSteps: Int { earliestHeard.map { isReversed ? $0 : norms.count - $0 + 1 } ?? 0 }

  /// Least-squares slope of log₂ of the norms that can be told from zero.
  private static func halfLife(_ norms: [Double]) -> Double? {
    let points = norms.enumerated().filter { $0.element > 1e-290 && $0.element.isFinite }
    guard points.count >= 2 else { return nil }
    let n = Double(points.count)
    let meanX = points.reduce(0) { $0 + Double($1.offset) } / n
    let meanY = points.reduce(0) { $0 + log2($1.element) } / n
    var (top, bottom) = (0.0, 0.0)
    for point in points {
      let dx = Double(point.offset) - meanX
      top += dx * (log2(point.element) - meanY)
      bottom += dx * dx
    }
    guard bottom > 0, top != 0 else { return nil }
    return bottom / top
  }
}

extension RecordedPass {
  /// The horizon of a recurrent layer, by its number among the recurrent layers: of the states that carry its past.
  ///
  /// Where many steps have a loss, the gradient at t has the size of the loss nearby however fast gradients die. Then
  /// the loss at the end from which the layer's gradient comes back is followed alone, which takes another pass.
  public func horizon(layer number: Int) -> Horizon {
    let layer = layers[number]
    let speaking = (1...max(1, outputGradients.steps)).filter { s in
      s <= outputGradients.steps && outputGradients.at(s).contains { $0 != 0 }
    }
    guard speaking.count > 1, let s = layer.isReversed ? speaking.first : speaking.last else {
      return Horizon(norms: layer.memoryGradients.prefix(layer.steps).norms, isReversed: layer.isReversed)
    }
    return Horizon(norms: memoryNorms(of: layer, ofLossAt: s), isReversed: layer.isReversed, lossStep: s)
  }

  /// The norm at t of the gradient that the loss at s sends to the states that carry a layer's past, [T].
  private func memoryNorms(of layer: RecordedLayer, ofLossAt s: Int) -> [Double] {
    let network = replayedForward()
    let output = network.output
    for t in 0..<outputGradients.steps where t + 1 != s {
      (output.gradients + t * output.width).update(repeating: 0, count: output.width)
    }
    network.backward()
    return Self.record(layer.index, in: network, layer.steps)?.memoryGradients.prefix(layer.steps).norms ?? []
  }

  /// Share of a layer's values that sit where their function is flat: gates and tanh or sigmoid states within 5 % of an
  /// end of their range, units of a ReLU layer that are 0.
  public func saturation(layer number: Int) -> Double {
    let layer = layers[number]
    guard case .recurrent(let recurrent) = plan.layers[layer.index].description.kind else { return .nan }
    var (flat, all) = (0, 0)
    func count(_ series: RecordedSeries, _ isFlat: (Double) -> Bool) {
      flat += series.values.count { isFlat($0) }
      all += layer.steps * series.width
    }
    for gate in layer.gates where recurrent.heldValue(of: gate.name) == nil {
      switch recurrent.squashing(of: gate.name) {
      case "sigmoid": count(gate.values) { $0 < 0.05 || $0 > 0.95 }
      case "tanh": count(gate.values) { abs($0) > 0.95 }
      case "relu": count(gate.values) { $0 == 0 }
      default: break
      }
    }
    switch recurrent.squashing(of: layer.stateNames[0] + "'") {
    case "sigmoid": count(layer.states[0]) { $0 < 0.05 || $0 > 0.95 }
    case "tanh": count(layer.states[0]) { abs($0) > 0.95 }
    case "relu": count(layer.states[0]) { $0 == 0 }
    default: break
    }
    return all > 0 ? Double(flat) / Double(all) : 0
  }

  /// Spectral radius of each square recurrent matrix of a layer, by gate.
  ///
  /// - Parameter check: called between steps of the work; throwing stops it.
  public func spectralRadii(
    layer number: Int, check: () throws -> Void
  ) rethrows -> [(gate: String, radius: Double)] {
    try plan.recurrentMatrices(of: layers[number].index).map { part in
      (part.gate, try Eigenvalues.spectralRadius(part.values(in: parameters), size: part.size, check: check))
    }
  }

  /// Eigenvalues and singular values of each square recurrent matrix of a layer, by gate.
  ///
  /// - Parameter check: called between steps of the work; throwing stops it.
  public func spectra(
    layer number: Int, check: () throws -> Void
  ) rethrows -> [(gate: String, spectrum: Spectrum)] {
    try plan.recurrentMatrices(of: layers[number].index).map { part in
      (part.gate, try Spectrum(of: part.values(in: parameters), size: part.size, check: check))
    }
  }
}

extension RecurrentLayer {
  /// The function that an equation ends in: `sigmoid` for `input = sigmoid(…)`; nil for anything else.
  public func squashing(of name: String) -> String? {
    let equation = cell.equations.first { ($0.isState ? $0.name + "'" : $0.name) == name }
    guard case .call(let function, _)? = equation?.value.kind else { return nil }
    if case .function(let chosen)? = options[function] ?? cell.options.first(where: { $0.name == function })?.value {
      return chosen
    }
    return CellDefinition.isMatrix(function) ? nil : function
  }
}

extension ModelPlan {
  /// A square matrix U that maps a state to the units of one gate; of a projected layer R U, which maps what is handed on
  /// to what of the gate is handed on, and has the eigenvalues of U R that are not 0.
  public struct RecurrentMatrix: Sendable {
    public var gate: String
    /// Of U, [H, H] or [H, P].
    public var range: Range<Int>
    /// H, or P.
    public var size: Int
    /// Of R, [P, H]; nil: the state is handed on as it is.
    public var projection: Range<Int>?

    /// The matrix, [size, size].
    public func values(in parameters: [Double]) -> [Double] {
      guard let projection else { return Array(parameters[range]) }
      let units = range.count / size
      var product = [Double](repeating: 0, count: size * size)
      for i in 0..<size {
        for k in 0..<units {
          let r = parameters[projection.lowerBound + i * units + k]
          for j in 0..<size { product[i * size + j] += r * parameters[range.lowerBound + k * size + j] }
        }
      }
      return product
    }
  }

  /// The square recurrent matrices of a layer, in the order of the gates.
  public func recurrentMatrices(of layer: Int) -> [RecurrentMatrix] {
    let own = parameters[layers[layer].parameters]
    let projection = own.first { $0.name.contains("." + CellProjection.parameter) }
    return own.filter { $0.role == .recurrent && $0.name != projection?.name }.flatMap { parameter in
      let columns = parameter.shape[1]
      let isProjected = projection?.shape[0] == columns
      return parameter.parts.filter { $0.count == (isProjected ? projection?.shape[1] : columns) }.map {
        let first = parameter.offset + $0.first * columns
        return RecurrentMatrix(
          gate: $0.gate, range: first..<first + $0.count * columns, size: columns,
          projection: isProjected ? projection?.range : nil)
      }
    }
  }

  /// Scales every square recurrent matrix of a layer so that its spectral radius is `radius`.
  ///
  /// - Parameter check: called between steps of the work; throwing stops it.
  /// - Throws: `ModelError` when there is none, or when all its eigenvalues are zero.
  public func setSpectralRadius(
    _ radius: Double, layer: Int, in values: inout [Double], check: () throws -> Void
  ) throws {
    let matrices = recurrentMatrices(of: layer)
    guard !matrices.isEmpty else {
      throw ModelError("the layer has no square recurrent matrix", layer: layers[layer].name)
    }
    var factors: [Double] = []
    for matrix in matrices {
      let now = try Eigenvalues.spectralRadius(matrix.values(in: values), size: matrix.size, check: check)
      guard now > 0, now.isFinite else {
        throw ModelError(
          "the spectral radius of '\(matrix.gate)' is \(now), which no factor changes; draw the matrix anew with: init "
            + "\(layers[layer].name).recurrent orthogonal", layer: layers[layer].name)
      }
      factors.append(radius / now)
    }
    for (matrix, factor) in zip(matrices, factors) {
      for place in matrix.range { values[place] = Double(Float(values[place] * factor)) }
    }
  }
}
