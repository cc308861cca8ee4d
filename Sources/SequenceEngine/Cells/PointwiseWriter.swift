/// Turns nodes of a graph into the instructions of pointwise stages: joins pairs that the kernels do at once, and hands out
/// the registers of a tile.
struct PointwiseWriter {
  private let graph: CellGraph
  private let level: (Int) -> Int
  /// Nodes to compute, by level and number.
  private let order: [Int]
  /// Where nodes lie that are leaves, products, or wanted in a certain place.
  private var places: [Int: CellProgram.Place]
  /// Further places that want the same value.
  private let copies: [(node: Int, place: CellProgram.Place)]
  /// Nodes that are computed inside the only node that uses them, which knows the verb for both.
  private var absorbed: Set<Int> = []
  private var pairs: [Int: (verb: CellVerb, inner: Int)] = [:]
  private(set) var registerCount = 0
  private(set) var widest = 1
  /// Values that will get a place of their own on the tape.
  private let kept: Set<Int>
  private var stepWidths: [Int]

  /// - Parameters:
  ///   - nodes: what must be computed here.
  ///   - level: the stage in which a node can be computed.
  ///   - places: where values lie or must go; all others live in registers, or in step buffers between stages.
  ///   - copies: values that are wanted in one more place, or that are no result of an instruction.
  ///   - keeping: results that are given a place by `put` before writing.
  init(
    graph: CellGraph, nodes: Set<Int>, level: @escaping (Int) -> Int, places: [Int: CellProgram.Place],
    copies: [(node: Int, place: CellProgram.Place)], keeping: Set<Int> = [], stepWidths: [Int]
  ) {
    self.graph = graph
    self.level = level
    self.places = places
    self.copies = copies
    self.stepWidths = stepWidths
    self.kept = keeping
    order = nodes.sorted { (level($0), $0) < (level($1), $1) }
    joinPairs()
    giveStepBuffersBetweenStages()
  }

  private mutating func joinPairs() {
    var uses: [Int: Int] = [:]
    let computed = Set(order)
    for node in order { for operand in graph.operands(of: node) { uses[operand, default: 0] += 1 } }
    for (node, _) in copies { uses[node, default: 0] += 1 }
    for node in order where !absorbed.contains(node) {
      guard case .pointwise(let verb, let operands) = graph.nodes[node].operation else { continue }
      for (place, operand) in operands.enumerated() {
        guard case .pointwise(let inner, _) = graph.nodes[operand].operation,
          let joined = verb.joined(with: inner, at: place), pairs[operand] == nil, computed.contains(operand),
          uses[operand] == 1, places[operand] == nil, !kept.contains(operand), level(operand) == level(node),
          graph.nodes[operand].width == graph.nodes[node].width
        else { continue }
        absorbed.insert(operand)
        pairs[node] = (joined, operand)
        break
      }
    }
  }

  private mutating func giveStepBuffersBetweenStages() {
    for node in order {
      for operand in reads(of: node) where places[operand] == nil && level(operand) < level(node) {
        guard order.contains(operand), !kept.contains(operand) else { continue }
        stepWidths.append(graph.nodes[operand].width)
        places[operand] = CellProgram.Place(
          storage: .step(buffer: stepWidths.count - 1, column: 0), width: graph.nodes[operand].width)
      }
    }
  }

  /// What a node's instruction reads, seen through what it absorbs.
  private func reads(of node: Int) -> [Int] {
    let operands = graph.operands(of: node)
    guard let pair = pairs[node] else { return operands }
    let inner = graph.operands(of: pair.inner)
    guard pair.verb == .multiplyAdd else { return operands.flatMap { $0 == pair.inner ? inner : [$0] } }
    return inner + [operands[0] == pair.inner ? operands[1] : operands[0]]
  }

  /// The node of each instruction in order, and what it reads: for deciding what may be overwritten.
  var schedule: [(node: Int, reads: [Int])] {
    order.filter { !absorbed.contains($0) }.map { ($0, reads(of: $0)) }
  }

  /// Says where a node goes that had no place of its own.
  mutating func put(_ node: Int, at place: CellProgram.Place) { places[node] = place }

  /// The instructions of each level, and the step buffers with those added here.
  mutating func write(levels: Int) -> (stages: [[CellProgram.Instruction]], stepWidths: [Int]) {
    var stages = Array(repeating: [CellProgram.Instruction](), count: levels)
    let steps = schedule
    var lastUse: [Int: Int] = [:]
    for (number, step) in steps.enumerated() { for node in step.reads { lastUse[node] = number } }
    // Copies are made at the end of the level that computes the value, so its register lives until there.
    for (node, _) in copies {
      guard let end = steps.lastIndex(where: { level($0.node) == level(node) }) else { continue }
      lastUse[node] = max(lastUse[node] ?? 0, end)
    }
    var free: [Int] = []
    var current: Int?
    for (number, step) in steps.enumerated() {
      let own = level(step.node)
      if own != current {
        if let current { stages[current] += copyInstructions(level: current) }
        free = Array(0..<registerCount)
        current = own
      }
      let destination: CellProgram.Place
      if let place = places[step.node] {
        destination = place
      } else {
        if free.isEmpty {
          free.append(registerCount)
          registerCount += 1
        }
        destination = CellProgram.Place(storage: .register(free.removeLast()), width: graph.nodes[step.node].width)
        places[step.node] = destination
      }
      widest = max(widest, destination.width)
      stages[own].append(instruction(for: step.node, reads: step.reads, destination: destination))
      for node in Set(step.reads + [step.node]) where (lastUse[node] ?? number) <= number {
        if case .register(let register)? = places[node]?.storage { free.append(register) }
      }
    }
    if let current { stages[current] += copyInstructions(level: current) }
    for level in 0..<levels where !steps.contains(where: { self.level($0.node) == level }) {
      stages[level] += copyInstructions(level: level)
    }
    return (stages, stepWidths)
  }

  private func instruction(
    for node: Int, reads: [Int], destination: CellProgram.Place
  ) -> CellProgram.Instruction {
    guard case .pointwise(let own, _) = graph.nodes[node].operation else {
      preconditionFailure("only pointwise nodes are computed by instructions")
    }
    let verb = pairs[node]?.verb ?? own
    return CellProgram.Instruction(
      verb: verb, destination: destination,
      operands: reads.map { place(of: $0, besides: verb != .expand && verb != .contract ? destination : nil) })
  }

  private func copyInstructions(level: Int) -> [CellProgram.Instruction] {
    copies.filter { self.level($0.node) == level }.map {
      CellProgram.Instruction(verb: .copy, destination: $0.place, operands: [place(of: $0.node, besides: $0.place)])
    }
  }

  /// A constant is as wide as the result that it helps to make.
  private func place(of node: Int, besides destination: CellProgram.Place?) -> CellProgram.Place {
    if case .number(let bits) = graph.nodes[node].operation {
      return CellProgram.Place(storage: .constant(bits), width: destination?.width ?? 1)
    }
    guard let place = places[node] else { preconditionFailure("a value is read before it is computed") }
    return place
  }
}
