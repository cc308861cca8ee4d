/// Compiles a definition at definite sizes into a `CellProgram`.
///
/// A value of the forward pass is kept on the tape when the backward pass needs it and it is expensive to compute again;
/// cheap ones (sums, products) are computed again from what is kept. A recorded program keeps every gate, every gate's
/// gradient and the whole gradient of every state as well.
struct CellCompiler {
  let forward: CellForward
  let derivative: CellDerivative
  let isRecorded: Bool
  var program: CellProgram
  var places: [Int: CellProgram.Place] = [:]
  var kept: Set<Int> = []

  /// - Parameter cut: a gate, by its number, that the backward stages send nothing back through.
  static func compile(
    _ definition: CellDefinition, sizes: CellSizes, recorded: Bool, cutting cut: Int? = nil
  ) throws(CellError) -> CellProgram {
    let forward = try CellGraphBuilder.build(definition, sizes)
    var compiler = CellCompiler(forward, sizes: sizes, isRecorded: recorded, cutting: cut)
    return compiler.compile()
  }

  private init(_ forward: CellForward, sizes: CellSizes, isRecorded: Bool, cutting cut: Int?) {
    self.forward = forward
    self.isRecorded = isRecorded
    derivative = CellDerivative(forward, cutting: cut)
    program = CellProgram(sizes: sizes, stateCount: forward.nextStates.count, stacks: forward.parameters.stacks)
    program.clamps = forward.clamps
    program.masks = forward.masks
  }

  var graph: CellGraph { derivative.graph }

  private mutating func compile() -> CellProgram {
    placeLeaves()
    decideWhatIsKept()
    placeInputProducts()
    let groups = writeForward()
    writeBackward(groups)
    return program
  }

  // MARK: Leaves and the tape

  private mutating func placeLeaves() {
    for (id, node) in graph.nodes.enumerated() {
      let storage: CellProgram.Storage
      switch node.operation {
      case .input: storage = .input
      case .previousState(let number): storage = .previousState(number)
      case .feedback: storage = .feedback
      case .vector(let index):
        let vector = forward.parameters.vectors[index]
        storage = .vector(stack: vector.stack, first: vector.first)
      case .clampFree(let number): storage = .clampFree(number)
      case .clampHeld(let number): storage = .clampHeld(number)
      case .mask(let number): storage = .mask(number)
      case .outputGradient: storage = .outputGradient
      case .carriedGradient(let number): storage = .carriedIn(number)
      case .number, .product, .pointwise, .gradientThroughMatrices: continue
      }
      places[id] = CellProgram.Place(storage: storage, width: node.width)
    }
  }

  /// Values of the forward pass that the backward pass reads.
  var needed: Set<Int> {
    var needed: Set<Int> = []
    var seen: Set<Int> = []
    func visit(_ id: Int) {
      guard seen.insert(id).inserted else { return }
      if id < derivative.forwardCount { needed.insert(id) } else { graph.operands(of: id).forEach(visit) }
    }
    sinks.forEach { visit($0) }
    for (product, _) in derivative.productGradients { needed.formUnion(graph.operands(of: product)) }
    return needed
  }

  /// Every gradient that must lie in a place of its own after a step.
  var sinks: [Int] {
    var sinks = derivative.productGradients.map(\.gradient) + derivative.vectorGradients.map(\.gradient)
    sinks += derivative.carried.compactMap { $0 } + [derivative.inputGradient].compactMap { $0 }
    if isRecorded {
      sinks += derivative.gateGradients.compactMap { $0 } + derivative.stateGradients.compactMap { $0 }
    }
    return sinks
  }

  func isLeaf(_ id: Int) -> Bool {
    switch graph.nodes[id].operation {
    case .product, .pointwise, .gradientThroughMatrices: false
    default: true
    }
  }

  private mutating func decideWhatIsKept() {
    let arguments = Set(derivative.productGradients.flatMap { graph.operands(of: $0.product) })
    func canBeComputedAgain(_ id: Int) -> Bool {
      if isLeaf(id) || kept.contains(id) || forward.nextStates.contains(id) { return true }
      guard case .pointwise(let verb, let operands) = graph.nodes[id].operation, !verb.isExpensive else { return false }
      return operands.allSatisfy(canBeComputedAgain)
    }
    if isRecorded { kept.formUnion(forward.gates.map(\.node).filter { graph.constant($0) == nil }) }
    for id in needed.sorted() where !isLeaf(id) {
      if arguments.contains(id) || !canBeComputedAgain(id) { kept.insert(id) }
    }
  }

  mutating func tape(width: Int) -> CellProgram.Place {
    program.tapeWidths.append(width)
    return CellProgram.Place(storage: .tape(buffer: program.tapeWidths.count - 1, column: 0), width: width)
  }

  func column(_ offset: Int, of place: CellProgram.Place, width: Int) -> CellProgram.Place {
    let storage: CellProgram.Storage =
      switch place.storage {
      case .tape(let buffer, let column): .tape(buffer: buffer, column: column + offset)
      case .step(let buffer, let column): .step(buffer: buffer, column: column + offset)
      default: place.storage
      }
    return CellProgram.Place(storage: storage, width: width)
  }
}
