import SequenceEngine

/// Numbers of a model that cost more than a picture: eigenvalues and singular values of matrices as wide as a layer.
///
/// While a model trains they are followed by a few steps of iteration each time the example is replayed, and pay with it
/// from what looking on may cost; at rest the exact ones are taken where that is a matter of a moment.
struct DearMeasures {
  /// Of wider layers the exact numbers would hold the session up for seconds: they keep the iterated ones.
  static let widest = 256

  private var radii: [String: Double] = [:]
  private var gains: [String: Double] = [:]
  /// What the radii were taken from.
  private var weights: [Double] = []
  /// What the gains were taken from.
  private var states: [RecordedLayer] = []
  private var radiiAreFinal = false
  private var gainsAreFinal = false
  /// Where the iterations of each matrix, and of each layer, stand.
  private var matrixDirections: [String: [Double]] = [:]
  private var stepDirections: [String: [Double]] = [:]

  /// Largest spectral radius among a layer's recurrent matrices; nil where it was not measured with these weights.
  func radius(of layer: String, with parameters: [Double]) -> Double? {
    parameters == weights ? radii[layer] : nil
  }

  /// Largest singular value of ds(T)/ds(T − 1), s all states together; nil where it was not measured in this pass.
  func gain(of layer: String, in pass: RecordedPass) -> Double? { pass.layers == states ? gains[layer] : nil }

  /// Whether anything was measured anew.
  mutating func takeRadii(_ plan: ModelPlan, _ parameters: [Double], _ isWanted: () -> Bool) -> Bool {
    guard parameters != weights || !radiiAreFinal else { return false }
    var new: [String: Double] = [:]
    for index in plan.recurrentLayers {
      guard isWanted() else { return false }
      let name = plan.layers[index].name
      let own = plan.recurrentMatrices(of: index).map { matrix in
        matrix.size <= Self.widest
          ? Eigenvalues.spectralRadius(matrix.values(in: parameters), size: matrix.size, check: {})
          : followed(matrix, of: name, in: parameters, rounds: 3)
      }
      new[name] = own.max()
    }
    (radii, weights, radiiAreFinal) = (new, parameters, true)
    return true
  }

  /// Whether anything was measured anew.
  mutating func takeGains(_ pass: RecordedPass, _ isWanted: () -> Bool) -> Bool {
    guard pass.layers != states || !gainsAreFinal else { return false }
    var new: [String: Double] = [:]
    for (number, layer) in pass.layers.enumerated() where pass.steps > 1 {
      guard isWanted() else { return false }
      new[layer.name] =
        layer.units * layer.stateNames.count <= Self.widest
        ? pass.lastStepStretch(layer: number)
        : pass.lastStepGain(layer: number, startingAt: &stepDirections[layer.name, default: []], rounds: 12)
    }
    (gains, states, gainsAreFinal) = (new, pass.layers, true)
    return true
  }

  /// Follows both through a training: close to the exact ones, for a small part of what they cost.
  mutating func follow(_ plan: ModelPlan, _ pass: RecordedPass) {
    if pass.parameters != weights {
      radii = [:]
      for index in plan.recurrentLayers {
        let name = plan.layers[index].name
        radii[name] = plan.recurrentMatrices(of: index).map {
          followed($0, of: name, in: pass.parameters, rounds: 1)
        }.max()
      }
      (weights, radiiAreFinal) = (pass.parameters, false)
    }
    guard pass.layers != states, pass.steps > 1 else { return }
    gains = [:]
    for (number, layer) in pass.layers.enumerated() {
      gains[layer.name] = pass.lastStepGain(layer: number, startingAt: &stepDirections[layer.name, default: []])
    }
    (states, gainsAreFinal) = (pass.layers, false)
  }

  private mutating func followed(
    _ matrix: ModelPlan.RecurrentMatrix, of layer: String, in parameters: [Double], rounds: Int
  ) -> Double {
    let own = matrix.values(in: parameters)
    let key = "\(layer).\(matrix.gate)"
    var radius = Double.nan
    let isNew = matrixDirections[key] == nil
    for _ in 0..<(isNew ? rounds + 1 : rounds) {
      radius = Eigenvalues.largestModulus(
        own, size: matrix.size, startingAt: &matrixDirections[key, default: []])
    }
    return radius
  }
}
