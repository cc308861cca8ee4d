/// What a beam search grew: every beginning that was kept at some step, and what became of it.
///
/// At each step the `beam` beginnings with the largest probability are kept, among all continuations of those of the step
/// before. One that writes the end symbol is done and leaves its place in the beam unused. What remains is compared by the
/// mean of ln p over its symbols, so that short targets have no advantage.
///
/// Sutskever, Vinyals, Le: Sequence to sequence learning with neural networks, NIPS 2014; the mean over the length as in
/// Wu et al.: Google's neural machine translation system, arXiv:1609.08144, with α = 1.
public struct BeamTree: Sendable, Equatable {
  /// A beginning, by its last symbol.
  public struct Node: Sendable, Equatable {
    /// The beginning without that symbol; nil: nothing.
    public var parent: Int?
    public var symbol: Int32
    /// ln p of the symbol after what was before it.
    public var logProbability: Double
    /// ln p of the whole beginning.
    public var sum: Double
    /// Symbols so far.
    public var length: Int
    public var isEnd: Bool

    /// Mean of ln p: what beginnings of different length are compared by.
    public var score: Double { sum / Double(length) }
  }

  /// Parents stand before their children.
  public private(set) var nodes: [Node] = []
  /// Those that ended or were alive at the last step, the best first.
  public private(set) var finished: [Int] = []

  /// Grows a tree.
  ///
  /// - Parameters:
  ///   - end: the symbol that ends a target; nil: all are of the same length.
  ///   - next: ln p of every symbol, [row][V], at step t. The rows continue rows of the step before, in order, each with a
  ///     symbol; at step 0 there is one row and no symbol.
  package init(
    beam: Int, limit: Int, end: Int32?,
    next: (_ t: Int, _ rows: [Int], _ symbols: [Int32]) throws -> [[Double]]
  ) rethrows {
    var (live, ended): ([Int?], [Int]) = ([nil], [])
    var (rows, symbols): ([Int], [Int32]) = ([0], [])
    for t in 0..<limit {
      let logs = try next(t, rows, symbols)
      let chosen = best(beam, live, logs, end: end)
      var own: [Int?] = []
      (rows, symbols) = ([], [])
      for (row, node) in chosen where own.count + ended.count < beam {
        nodes.append(node)
        if node.isEnd {
          ended.append(nodes.count - 1)
        } else {
          own.append(nodes.count - 1)
          rows.append(row)
          symbols.append(node.symbol)
        }
      }
      live = own
      if live.isEmpty { break }
    }
    finished = (ended + live.compactMap { $0 }).sorted { (nodes[$0].score, $1) > (nodes[$1].score, $0) }
  }

  /// The likeliest continuations of all beginnings, with the row of each.
  private func best(_ count: Int, _ live: [Int?], _ logs: [[Double]], end: Int32?) -> [(row: Int, node: Node)] {
    var found: [(row: Int, node: Node)] = []
    for (row, parent) in live.enumerated() {
      let (sum, length) = parent.map { (nodes[$0].sum, nodes[$0].length) } ?? (0, 0)
      let own = logs[row]
      for symbol in own.indices.sorted(by: { (own[$0], $1) > (own[$1], $0) }).prefix(count) {
        found.append(
          (
            row,
            Node(
              parent: parent, symbol: Int32(symbol), logProbability: own[symbol], sum: sum + own[symbol],
              length: length + 1, isEnd: end == Int32(symbol))
          ))
      }
    }
    let order = found.indices.sorted { (found[$0].node.sum, $1) > (found[$1].node.sum, $0) }
    return order.prefix(count).map { found[$0] }
  }

  /// The beginning's symbols, [length].
  public func symbols(_ node: Int) -> [Int32] { path(node).map { nodes[$0].symbol } }

  /// ln p of each of them, [length].
  public func logProbabilities(_ node: Int) -> [Double] { path(node).map { nodes[$0].logProbability } }

  private func path(_ node: Int) -> [Int] {
    var (path, place): ([Int], Int?) = ([], node)
    while let own = place {
      path.append(own)
      place = nodes[own].parent
    }
    return path.reversed()
  }

  /// Children of each node, and behind them those of nothing, each list in the order in which they were kept.
  public var children: [[Int]] {
    var lists = [[Int]](repeating: [], count: nodes.count + 1)
    for (index, node) in nodes.enumerated() { lists[node.parent ?? nodes.count].append(index) }
    return lists
  }
}
