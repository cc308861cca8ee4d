/// A set that the weights of a layer are brought back into after every update.
public struct WeightConstraint: Sendable, Equatable, Codable {
  public enum Kind: Sendable, Equatable, Codable {
    /// No row of a matrix, all weights into one unit, is longer than this: longer ones are scaled down.
    /// Srivastava et al.: Dropout, JMLR 15 (2014), section 5.1.
    case maxNorm(Double)
    /// No singular value of a matrix, of each gate by itself, is larger than this: the whole matrix is scaled down.
    case spectralNorm(Double)
    /// The nearest matrix with orthonormal rows (or columns, where there are more rows), of each gate by itself: a linear
    /// step then keeps the length of states and gradients. Henaff, Szlam, LeCun: Recurrent orthogonal networks and
    /// long-memory tasks, ICML 2016.
    case orthogonal

    var isSane: Bool {
      switch self {
      case .maxNorm(let bound), .spectralNorm(let bound): bound > 0 && bound.isFinite
      case .orthogonal: true
      }
    }
  }

  /// A layer's name, or that of a layer of several parts.
  public var layer: String
  /// nil: all of its matrices.
  public var role: ParameterRole?
  public var kind: Kind

  public init(layer: String, role: ParameterRole? = nil, kind: Kind) {
    (self.layer, self.role, self.kind) = (layer, role, kind)
  }
}

extension ModelPlan {
  /// The matrices that a constraint is about, each gate's by itself where the kind asks for it: [rows, columns] from an
  /// offset in the store. None where the layer is no longer there.
  public func matrices(under constraint: WeightConstraint) -> [(offset: Int, rows: Int, columns: Int)] {
    let own = layers.indices.filter {
      let layer = layers[$0].description
      return layer.name == constraint.layer || layer.group?.name == constraint.layer
    }
    return own.flatMap { parameters[layers[$0].parameters] }.filter {
      $0.shape.count > 1 && (constraint.role == nil || $0.role == constraint.role)
    }.flatMap { parameter in
      let columns = parameter.shape.dropFirst().reduce(1, *)
      if case .maxNorm = constraint.kind { return [(parameter.offset, parameter.shape[0], columns)] }
      guard !parameter.parts.isEmpty else { return [(parameter.offset, parameter.shape[0], columns)] }
      return parameter.parts.map { (parameter.offset + $0.first * columns, $0.count, columns) }
    }
  }
}

extension Network {
  /// Brings weights back into their sets; those of frozen layers stay as they are.
  ///
  /// - Parameter ranges: of the store, what is trained.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func constrain(_ constraints: [WeightConstraint], _ ranges: [Range<Int>]) {
    for constraint in constraints {
      for (offset, rows, columns) in plan.matrices(under: constraint)
      where ranges.contains(where: { $0.contains(offset) }) {
        let weights = store.weights + offset
        switch constraint.kind {
        case .maxNorm(let bound):
          for row in 0..<rows {
            let own = weights + row * columns
            let norm = (0..<columns).reduce(0.0) { $0 + Double(own[$1]) * Double(own[$1]) }.squareRoot()
            guard norm > bound else { continue }
            for i in 0..<columns { own[i] = Scalar(Double(own[i]) * (bound / norm)) }
          }
        case .spectralNorm(let bound):
          let values = (0..<rows * columns).map { Double(weights[$0]) }
          var direction: [Double] = []
          let largest = SingularValues.largest(of: values, rows: rows, columns: columns, startingAt: &direction)
          guard largest > bound else { continue }
          for i in values.indices { weights[i] = Scalar(values[i] * (bound / largest)) }
        case .orthogonal:
          let values = (0..<rows * columns).map { Double(weights[$0]) }
          let nearest = Orthogonal.nearest(to: values, rows: rows, columns: columns)
          for i in nearest.indices { weights[i] = Scalar(nearest[i]) }
        }
      }
    }
  }
}
