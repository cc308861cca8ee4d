/// A matrix of a cell: rows of one stacked parameter.
struct CellMatrix: Equatable, Sendable {
  /// The equation that owns it; nil when it is shared.
  var owner: String?
  var letter: String
  var rows: Int
  var columns: Int
  /// The stack that holds it, and its first row there.
  var stack: Int = 0
  var firstRow: Int = 0
}

/// A vector of weights of a cell (`b`, `bh`, a peephole `p`): elements of one stacked parameter.
struct CellVector: Equatable, Sendable {
  var owner: String
  var name: String
  var width: Int
  var stack: Int = 0
  var first: Int = 0
}

/// Matrices or vectors of the same letter from all equations, one under another in the order of the equations: PyTorch's
/// layout (`weight_ih_l0` [4H, I] holds an LSTM's input, forget, candidate and output gate in this order).
struct CellParameterStack: Equatable, Sendable {
  /// PyTorch's name where it has one: weight_ih_l0, weight_hh_l0, weight_hr_l0, bias_ih_l0, bias_hh_l0.
  var name: String
  /// What the equations call it: `W`, `U`, `b`.
  var letter: String
  var role: ParameterRole
  /// [rows, columns] or [elements].
  var shape: [Int]
  /// Owner and place of each part, in order; an owner of nil is shared by all equations.
  var parts: [(owner: String?, first: Int, count: Int)]

  static func == (a: Self, b: Self) -> Bool {
    a.name == b.name && a.shape == b.shape && a.parts.map(\.first) == b.parts.map(\.first)
  }
}

/// What a parameter does, for initialisers (`init rnn1.recurrent orthogonal`), weight norms and pictures.
public enum ParameterRole: String, Sendable, CaseIterable, Codable {
  /// Applied to the layer's input.
  case input
  /// Applied to the state before.
  case recurrent
  case bias
  /// Vectors such as peepholes.
  case vector
  /// What states begin with.
  case start
}

/// How many bias vectors an equation has: PyTorch keeps two, one is enough.
public enum BiasMode: String, Sendable, CaseIterable, Codable { case one, two, no }

/// Finds or makes the matrices and vectors that equations mention, then stacks them.
struct CellParameterTable: Sendable {
  private(set) var matrices: [CellMatrix] = []
  private(set) var vectors: [CellVector] = []
  private(set) var stacks: [CellParameterStack] = []

  mutating func matrix(owner: String?, letter: String, rows: Int, columns: Int) -> (index: Int, fits: Bool) {
    if let index = matrices.firstIndex(where: { $0.owner == owner && $0.letter == letter }) {
      return (index, matrices[index].rows == rows && matrices[index].columns == columns)
    }
    matrices.append(CellMatrix(owner: owner, letter: letter, rows: rows, columns: columns))
    return (matrices.count - 1, true)
  }

  mutating func vector(owner: String, name: String, width: Int) -> (index: Int, fits: Bool) {
    if let index = vectors.firstIndex(where: { $0.owner == owner && $0.name == name }) {
      return (index, vectors[index].width == width)
    }
    vectors.append(CellVector(owner: owner, name: name, width: width))
    return (vectors.count - 1, true)
  }

  /// Puts every matrix and vector into its stack.
  ///
  /// - Parameters:
  ///   - projection: the letter of the matrix that a layer with `projection=P` brings its state down with.
  ///   - readsInput: tells which matrices are applied to the layer's input.
  mutating func stackUp(projection: String?, readsInput: (Int) -> Bool) {
    for index in matrices.indices {
      let role: ParameterRole = readsInput(index) ? .input : .recurrent
      let matrix = matrices[index]
      var name = "weight_\(matrix.letter)_l0"
      if matrix.letter == "W", role == .input { name = "weight_ih_l0" }
      if matrix.letter == "U", role == .recurrent { name = "weight_hh_l0" }
      if matrix.letter == projection { name = CellProjection.parameter }
      var place = stacks.firstIndex { $0.name == name }
      // One letter applied to vectors of different lengths cannot be one matrix: the later one stands alone.
      if let found = place, stacks[found].shape[1] != matrix.columns || stacks[found].role != role {
        name = "weight_\(matrix.letter)_\(matrix.owner ?? "shared")_l0"
        place = stacks.firstIndex { $0.name == name }
      }
      let stack = place ?? stacks.endIndex
      if place == nil {
        stacks.append(
          CellParameterStack(
            name: name, letter: matrix.letter, role: role, shape: [0, matrix.columns], parts: []))
      }
      matrices[index].stack = stack
      matrices[index].firstRow = stacks[stack].shape[0]
      stacks[stack].parts.append((matrix.owner, stacks[stack].shape[0], matrix.rows))
      stacks[stack].shape[0] += matrix.rows
    }
    for index in vectors.indices {
      let vector = vectors[index]
      let name = ["b": "bias_ih_l0", "bh": "bias_hh_l0"][vector.name] ?? "\(vector.name)_l0"
      let role: ParameterRole = vector.name == "b" || vector.name == "bh" ? .bias : .vector
      let stack = stacks.firstIndex { $0.name == name } ?? stacks.endIndex
      if stack == stacks.endIndex {
        stacks.append(CellParameterStack(name: name, letter: vector.name, role: role, shape: [0], parts: []))
      }
      vectors[index].stack = stack
      vectors[index].first = stacks[stack].shape[0]
      stacks[stack].parts.append((vector.owner, stacks[stack].shape[0], vector.width))
      stacks[stack].shape[0] += vector.width
    }
  }
}
