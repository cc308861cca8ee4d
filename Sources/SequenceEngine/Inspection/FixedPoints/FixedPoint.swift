/// What a recurrent layer reads while one asks where it stands still.
public enum HeldInput: Sendable, Equatable {
  /// [I].
  case numbers([Double])
  case symbol(Int32)
}

/// A state that one step of a recurrent layer leaves where it is, or all but: F(x, s) ≈ s with the input x held.
public struct FixedPoint: Sendable, Equatable {
  /// Every state of the layer one after another, the output first; [S], S = states · H.
  public let state: [Double]
  /// q = ½ ‖F(x, s) − s‖²: zero where the layer stands still.
  public let speed: Double
  /// Of dF/ds, the largest modulus first; [S]. A modulus above 1: along that direction the layer moves away.
  public let eigenvalues: [Spectrum.Eigenvalue]
  /// How many starts ended here.
  public internal(set) var starts: Int

  /// Largest speed of a point that counts as fixed; faster ones are slow points.
  public static let stillness = 1e-20
  /// Largest speed of a slow point.
  public static let slowness = 1e-5

  /// Whether the layer stands still here, to the precision of its arithmetic.
  public var isFixed: Bool { speed <= Self.stillness }
  /// Directions along which the layer moves away: 0 for a stable point.
  public var unstableDirections: Int { eigenvalues.count { $0.modulus > 1 } }
}
