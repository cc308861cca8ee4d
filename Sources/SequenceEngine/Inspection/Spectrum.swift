/// Eigenvalues and singular values of a square matrix.
public struct Spectrum: Sendable, Equatable {
  public struct Eigenvalue: Sendable, Equatable {
    public var real: Double
    public var imaginary: Double
    /// Distance from 0.
    public var modulus: Double { (real * real + imaginary * imaginary).squareRoot() }
  }

  /// The largest first; NaN when they cannot be told.
  public let eigenvalues: [Eigenvalue]
  /// Falling; NaN when an entry is not finite.
  public let singularValues: [Double]

  /// - Parameters:
  ///   - matrix: [n, n].
  ///   - check: called between steps of the work; throwing stops it.
  public init(of matrix: [Double], size n: Int, check: () throws -> Void) rethrows {
    let found = try Eigenvalues.of(matrix, size: n, check: check)?.map {
      Eigenvalue(real: $0.real, imaginary: $0.imaginary)
    }
    // Pairs of equal modulus in a fixed order, so that a table is always the same.
    eigenvalues =
      found?.sorted { ($0.modulus, $0.real, $0.imaginary) > ($1.modulus, $1.real, $1.imaginary) }
      ?? Array(repeating: Eigenvalue(real: .nan, imaginary: .nan), count: n)
    singularValues = try SingularValues.of(matrix, rows: n, columns: n, check: check)
  }

  public var moduli: [Double] { eigenvalues.map(\.modulus) }
  public var radius: Double { moduli.first ?? .nan }
  /// Eigenvalues outside the unit circle.
  public var outside: Int { moduli.count { $0 > 1 } }
}
