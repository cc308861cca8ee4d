import SequenceEngine

/// Numbers of a model that cost more than a picture: eigenvalues and singular values of matrices as wide as a layer. They
/// are taken at rest, and those of before are shown meanwhile.
struct DearMeasures {
  /// Wider layers would hold the session up for seconds: they have no such numbers here, and `show horizon` tells them.
  static let widest = 256

  private var radii: [String: Double] = [:]
  private var gains: [String: Double] = [:]
  /// What the radii were taken from.
  private var weights: [Double] = []
  /// What the gains were taken from.
  private var states: [RecordedLayer] = []

  /// Largest spectral radius among a layer's recurrent matrices; nil where it was not measured with these weights.
  func radius(of layer: String, with parameters: [Double]) -> Double? {
    parameters == weights ? radii[layer] : nil
  }

  /// Largest singular value of dh_T/dh_{T-1}; nil where it was not measured in this pass.
  func gain(of layer: String, in pass: RecordedPass) -> Double? { pass.layers == states ? gains[layer] : nil }

  /// Whether anything was measured anew.
  mutating func takeRadii(_ plan: ModelPlan, _ parameters: [Double], _ isWanted: () -> Bool) -> Bool {
    guard parameters != weights else { return false }
    var new: [String: Double] = [:]
    for index in plan.recurrentLayers {
      guard isWanted() else { return false }
      let own = plan.recurrentMatrices(of: index).filter { $0.size <= Self.widest }.map { matrix in
        Eigenvalues.spectralRadius(Array(parameters[matrix.range]), size: matrix.size, check: {})
      }
      new[plan.layers[index].name] = own.max()
    }
    (radii, weights) = (new, parameters)
    return true
  }

  /// Whether anything was measured anew.
  mutating func takeGains(_ pass: RecordedPass, _ isWanted: () -> Bool) -> Bool {
    guard pass.layers != states else { return false }
    var new: [String: Double] = [:]
    for (number, layer) in pass.layers.enumerated() where layer.units <= Self.widest && pass.steps > 1 {
      guard isWanted() else { return false }
      new[layer.name] =
        pass.jacobianSingularValues(layer: number, from: pass.steps - 1, to: pass.steps, check: {}).first
    }
    (gains, states) = (new, pass.layers)
    return true
  }
}
