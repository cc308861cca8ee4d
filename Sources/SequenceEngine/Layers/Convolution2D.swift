/// A convolution over grids: time and the places of a time step's vector are its two axes.
///
/// A time step of C · I numbers holds C columns of I channels, number c · I + i; the input itself has one channel. With
/// strides s and y zero outside the sequence and outside the columns:
///
///     y(t, c) = f(Σ_k Σ_j W[:, :, k, j] x(s t + k − before, s c + j − left) + b)
///
/// W [units, I, height, width], as PyTorch's Conv2d keeps it, t and c from 0; ⌈T / s⌉ steps of ⌈C / s⌉ columns. With a pool
/// of p the largest of each p × p squares of these, unit by unit: ⌈⌈T / s⌉ / p⌉ steps.
/// LeCun et al.: Gradient-based learning applied to document recognition, Proceedings of the IEEE 86 (1998).
public struct Convolution2D: Sendable, Equatable, Codable {
  public var units: Int
  /// Columns of the window.
  public var width: Int
  /// Time steps of the window.
  public var height: Int
  public var stride: Int
  public var pool: Int
  public var activation: DenseActivation

  public init(
    units: Int, width: Int = 3, height: Int = 3, stride: Int = 1, pool: Int = 1,
    activation: DenseActivation = .identity
  ) {
    (self.units, self.width, self.height) = (units, width, height)
    (self.stride, self.pool, self.activation) = (stride, pool, activation)
  }

  /// Steps of the window before its own, and columns left of its own.
  var before: Int { (height - 1) / 2 }
  var left: Int { (width - 1) / 2 }
  /// Steps of the window behind its own.
  public var stepsBehind: Int { height - 1 - before }

  /// Widest window and largest stride and pool, so that no product of sizes overflows.
  static let widest = 4_096

  var isSane: Bool {
    (1...1 << 31).contains(units) && [width, height, stride, pool].allSatisfy { (1...Self.widest).contains($0) }
      && activation != .softmax
  }
}

/// What a time step's numbers are: columns of channels.
public struct Grid: Sendable, Equatable {
  public var columns: Int
  public var channels: Int

  public init(columns: Int, channels: Int) { (self.columns, self.channels) = (columns, channels) }

  /// Numbers of one row that a convolution over this grid keeps for each time step: its windows and what comes of them.
  func numbersPerStep(of own: Convolution2D) -> Double {
    2 * Double(columns.dividedRoundingUp(by: own.stride)) / Double(own.stride)
      * (Double(channels) * Double(own.height) * Double(own.width) + Double(own.units))
  }
}

extension Int {
  /// ⌈self / divisor⌉ of numbers that are not negative.
  func dividedRoundingUp(by divisor: Int) -> Int { self / divisor + (self % divisor == 0 ? 0 : 1) }
}
