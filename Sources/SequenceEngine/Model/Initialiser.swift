import Glibc

/// Ways to draw start values for the weights of a layer.
public enum Initialiser: String, Sendable, CaseIterable {
  /// What the cell's definition says; otherwise PyTorch's: uniform in ±1/√units (recurrent), ±1/√inputs (dense), normal
  /// (embedding).
  case `default`
  /// A random orthogonal matrix for each gate. Saxe, McClelland, Ganguli: Exact solutions to the nonlinear dynamics of
  /// learning in deep linear neural networks, ICLR 2014.
  case orthogonal
  /// The identity for each gate. Le, Jaitly, Hinton: A simple way to initialize recurrent networks of rectified linear
  /// units, arXiv 1504.00941.
  case identity
  /// Uniform in ±√(6 / (fan in + fan out)). Glorot, Bengio: AISTATS 2010.
  case xavier
  /// Normal with deviation √(2 / fan in). He et al.: ICCV 2015.
  case he
  /// Normal with deviation `scale`.
  case normal
  /// Uniform in ±`scale`.
  case uniform
  case zeros
}

extension ModelPlan {
  /// Start values of every weight; the same for the same seed, layer names and sizes, whatever came before.
  ///
  /// Every value is one that Float can hold, so that both precisions start from the same numbers.
  public func initialParameters(seed: UInt64) -> [Double] {
    var values = [Double](repeating: 0, count: parameterCount)
    for index in parameters.indices { initialise(index, .default, scale: nil, seed: seed, in: &values) }
    return values
  }

  /// Draws one parameter anew.
  ///
  /// - Parameter scale: the deviation (normal), the bound (uniform), a factor for all others; nil: 0.1 for normal and
  ///   uniform, 1 otherwise.
  public func initialise(
    _ index: Int, _ initialiser: Initialiser, scale: Double?, seed: UInt64, in values: inout [Double]
  ) {
    let parameter = parameters[index]
    let layer = layers[parameter.layer]
    let random = CounterRandom(seed: seed, stream: .initialisation).keyed(Self.key(of: parameter.name))
    let rows = parameter.shape[0]
    let columns = parameter.shape.dropFirst().reduce(1, *)
    let parts = parameter.parts.isEmpty ? [Parameter.Part(gate: "", first: 0, count: rows)] : parameter.parts
    for part in parts {
      let first = part.first * columns
      let own = initialiser == .default ? start(of: parameter, in: part.gate) : nil
      if case .constant(let constant)? = own {
        for place in 0..<part.count * columns { values[parameter.offset + first + place] = Double(Float(constant)) }
        continue
      }
      var (chosen, chosenScale, middle) = (initialiser, scale, 0.0)
      switch own {
      case .drawn(let initialiser, let scale): (chosen, chosenScale) = (initialiser, scale)
      case .between(let low, let high): (chosen, chosenScale, middle) = (.uniform, (high - low) / 2, (high + low) / 2)
      case .constant, nil: break
      }
      let fanIn = Double(parameter.shape.count > 1 ? columns : layer.outputSize)
      let drawn = Self.draw(
        chosen, rows: part.count, columns: columns, isMatrix: parameter.shape.count > 1, fanIn: fanIn,
        scale: chosenScale,
        defaultBound: defaultBound(of: parameter), random: random.keyed(part.first))
      for (place, value) in drawn.enumerated() {
        values[parameter.offset + first + place] = Double(Float(middle + value))
      }
    }
  }

  /// What a recurrent layer says of how the weights of an equation begin: its option `forget_bias`, then its cell.
  private func start(of parameter: Parameter, in gate: String) -> CellStart.Value? {
    if case .layerNorm = layers[parameter.layer].description.kind {
      return .constant(parameter.role == .bias ? 0 : 1)
    }
    guard case .recurrent(let recurrent) = layers[parameter.layer].description.kind else { return nil }
    if parameter.role == .start { return .constant(0) }
    if gate == "forget", parameter.letter == "b", let bias = recurrent.forgetBias { return .constant(bias) }
    return recurrent.cell.start(of: parameter.letter, in: gate)
  }

  /// Bound of the uniform default; nil where the default is normal.
  private func defaultBound(of parameter: Parameter) -> Double? {
    let layer = layers[parameter.layer]
    switch layer.description.kind {
    case .embedding, .layerNorm: return nil
    // As PyTorch's Conv1d, its bias too.
    case .convolution(let convolution): return 1 / Double(layer.input.size * convolution.width).squareRoot()
    // As PyTorch's Conv2d, its bias too.
    case .convolution2D(let own):
      return 1 / Double((layer.inputGrid?.channels ?? 1) * own.height * own.width).squareRoot()
    case .selfAttention: return selfAttentionBound(of: parameter, layer)
    case .recurrent(let recurrent): return 1 / Double(recurrent.units).squareRoot()
    // As PyTorch's linear layers.
    case .attention: return 1 / Double(max(parameter.shape.last ?? 1, 1)).squareRoot()
    case .dense, .dropout, .pool, .merge, .flatten, .repeated, .timeReverse:
      return 1 / Double(max(layer.input.size, 1)).squareRoot()
    }
  }

  /// As PyTorch's MultiheadAttention: Glorot's bound for the first matrix, a linear layer's for the second, biases of zero.
  private func selfAttentionBound(of parameter: Parameter, _ layer: Layer) -> Double? {
    if parameter.role == .bias { return 0 }
    if parameter.role == .vector { return nil }
    let size = Double(layer.outputSize)
    return parameter.shape[0] > parameter.shape[1] ? (6 / (4 * size)).squareRoot() : 1 / size.squareRoot()
  }

  /// A number that stands for a name, so that adding a layer elsewhere changes nobody's start values (FNV-1a).
  private static func key(of name: String) -> UInt64 {
    name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  private static func draw(
    _ initialiser: Initialiser, rows: Int, columns: Int, isMatrix: Bool, fanIn: Double, scale: Double?,
    defaultBound: Double?, random: CounterRandom
  ) -> [Double] {
    let count = rows * columns
    func uniform(_ bound: Double) -> [Double] { (0..<count).map { (2 * random.uniform($0) - 1) * bound } }
    func normal(_ deviation: Double) -> [Double] { (0..<count).map { random.normal($0) * deviation } }
    switch initialiser {
    case .zeros: return Array(repeating: 0, count: count)
    case .normal: return normal(scale ?? 0.1)
    case .uniform: return uniform(scale ?? 0.1)
    case .xavier: return uniform((6 / (fanIn + Double(rows))).squareRoot() * (scale ?? 1))
    case .he: return normal((2 / fanIn).squareRoot() * (scale ?? 1))
    case .identity:
      guard isMatrix else { return Array(repeating: 0, count: count) }
      return (0..<count).map { $0 / columns == $0 % columns ? scale ?? 1 : 0 }
    case .orthogonal:
      guard isMatrix else { return Array(repeating: 0, count: count) }
      return Orthogonal.matrix(rows: rows, columns: columns, from: normal(1)).map { $0 * (scale ?? 1) }
    case .default:
      guard let defaultBound else { return normal(scale ?? 1) }
      return uniform(defaultBound * (scale ?? 1))
    }
  }
}

extension CounterRandom {
  /// A standard normal number for place `index` (Box and Muller).
  public func normal(_ index: Int) -> Double {
    let radius = (-2 * log(1 - uniform(2 * index))).squareRoot()
    return radius * cos(2 * .pi * uniform(2 * index + 1))
  }
}
