/// Where gradients must lie after a step: the first place wanted is written directly, others are copies.
struct GradientPlaces {
  let graph: CellGraph
  let forwardCount: Int
  private(set) var places: [Int: CellProgram.Place] = [:]
  private(set) var copies: [(node: Int, place: CellProgram.Place)] = []

  init(graph: CellGraph, forwardCount: Int) {
    self.graph = graph
    self.forwardCount = forwardCount
  }

  mutating func send(_ node: Int, to place: CellProgram.Place) {
    if places[node] == nil, node >= forwardCount, case .pointwise = graph.nodes[node].operation {
      places[node] = place
    } else {
      copies.append((node, place))
    }
  }

  func place(of node: Int) -> CellProgram.Place? {
    if let place = places[node], isLasting(place) { return place }
    return copies.first { $0.node == node && isLasting($0.place) }?.place
  }

  /// The place of neighbouring columns that already hold these gradients in this order.
  func sharedColumns(_ gradients: [Int]) -> CellProgram.Place? {
    guard let first = places[gradients[0]], case .tape(let buffer, var column) = first.storage else { return nil }
    for gradient in gradients {
      guard let place = places[gradient], place.storage == .tape(buffer: buffer, column: column) else { return nil }
      column += place.width
    }
    return first
  }

  private func isLasting(_ place: CellProgram.Place) -> Bool { if case .tape = place.storage { true } else { false } }
}
