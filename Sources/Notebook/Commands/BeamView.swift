import Script
import SequenceEngine

/// How a beam search is told: the best texts with their probabilities, and the tree of beginnings that it kept.
struct BeamView {
  let tree: BeamTree
  let decode: ([Int32]) -> String

  // MARK: What a command asks for

  /// How many beginnings are kept; nil: it is not asked for.
  static func width(_ command: Command, _ context: CommandContext, refusing others: [String] = []) throws -> Int? {
    guard let beam = command.option("beam") else {
      if let tree = command.option("tree") { throw context.failure("tree shows a beam: say beam=4 tree", at: tree) }
      return nil
    }
    let width = try context.integer(beam, 1...64)
    // One beginning, with a word on how to draw, is drawing.
    if width == 1, others.contains(where: { command.option($0) != nil }) { return nil }
    for name in others {
      guard let other = command.option(name) else { continue }
      throw context.failure("a beam draws nothing, so \(name)= has nothing to do", at: other)
    }
    return width
  }

  static func showsTree(_ command: Command, _ context: CommandContext) throws -> Bool {
    try command.option("tree").map { try context.flag($0) } ?? false
  }

  /// Both options, where nothing is written.
  static func refuse(_ command: Command, _ context: CommandContext) throws {
    for name in ["beam", "tree"] {
      guard let option = command.option(name) else { continue }
      throw context.failure("\(name)= goes with a decoder, and these data need none", at: option)
    }
  }

  func check() throws {
    guard tree.nodes.allSatisfy(\.sum.isFinite) else { throw SessionError("the model's output is not finite") }
  }

  func tell(_ column: String, _ beam: Int, showsTree: Bool, _ context: CommandContext) {
    context.answer(.table(table(column, beam)))
    if showsTree { context.answer(lines) }
    context.record("beam", fields)
  }

  private func text(_ node: Int) -> String {
    let symbols = tree.symbols(node)
    return decode(tree.nodes[node].isEnd ? Array(symbols.dropLast()) : symbols)
  }

  private func table(_ column: String, _ beam: Int) -> Table {
    Table(
      "the best of \(beam) beginnings at each step",
      columns: [.init(column), .init("ln p", .number), .init("ln p a symbol", .number)],
      rows: tree.finished.map { node in
        [.text(shortened(text(node))), .number(tree.nodes[node].sum), .number(tree.nodes[node].score)]
      })
  }

  private var fields: [(name: String, value: EventRecord.Field)] {
    [
      ("texts", .list(tree.finished.map { .text(text($0)) })),
      ("log_probabilities", .list(tree.finished.map { .number(tree.nodes[$0].sum) })),
      ("scores", .list(tree.finished.map { .number(tree.nodes[$0].score) })),
    ]
  }

  // MARK: The tree

  /// Columns of text, and lines, that a tree is shown in.
  private static let columns = 48
  private static let mostLines = 40

  /// One line for each beginning that came through or went nowhere, the best first. What a line shares with those above it
  /// is left blank, so that each branch stands under the place where it parted.
  private var lines: String {
    var shown: [(text: String, end: String)] = []
    let whole = leaves.map { legible(text($0.node)) }
    // Of texts longer than the picture the ends are shown: that is where a beam branches.
    let hidden = max(0, (whole.map(\.count).max() ?? 0) - Self.columns)
    for (leaf, whole) in zip(leaves, whole).prefix(Self.mostLines) {
      let shared = leaf.parted.map { legible(text($0)).count } ?? 0
      let blank = max(shared, hidden)
      let own =
        whole.count > blank || shared >= hidden
        ? String(repeating: " ", count: blank - hidden) + (shared > 0 ? "└" : " ") + whole.dropFirst(blank)
        : " …" + whole.suffix(Self.columns / 2)
      shown.append((own, ending(leaf.node)))
    }
    let width = shown.map(\.text.count).max() ?? 0
    var lines = shown.map { $0.text + String(repeating: " ", count: width - $0.text.count + 2) + $0.end }
    let rest = whole.count - lines.count
    if rest > 0 { lines.append(" … and \(NumberFormat.integer.text(Double(rest))) more") }
    return (["how they grew: ● came through, × dropped, with ln p"] + lines).joined(separator: "\n")
  }

  private func ending(_ node: Int) -> String {
    let sum = NumberFormat.significant(3).text(tree.nodes[node].sum)
    guard let rank = tree.finished.firstIndex(of: node) else {
      return "× \(sum) behind symbol \(tree.nodes[node].length)"
    }
    return "● \(sum) \(tree.nodes[node].isEnd ? "ended, " : "")number \(rank + 1)"
  }

  /// Beginnings that nothing goes on from, and where each parted from the ones before it.
  private var leaves: [(node: Int, parted: Int?)] {
    let children = tree.children
    // The best rank that comes of each node, and else how far it comes: which child goes on with its parent's line.
    var worth = tree.nodes.map { Double($0.length) - 1e9 }
    for (rank, node) in tree.finished.enumerated() { worth[node] = -Double(rank) }
    for index in tree.nodes.indices.reversed() {
      if let parent = tree.nodes[index].parent { worth[parent] = max(worth[parent], worth[index]) }
    }
    var leaves: [(node: Int, parted: Int?)] = []
    // Depth first without recursion: a text may be long.
    var waiting: [(node: Int, parted: Int?)] = []
    func push(_ siblings: [Int], behind parent: Int?, onLineFrom parted: Int?) {
      let order = siblings.sorted { (worth[$0], -$0) > (worth[$1], -$1) }
      for (place, node) in order.enumerated().reversed() { waiting.append((node, place == 0 ? parted : parent)) }
    }
    push(children[tree.nodes.count], behind: nil, onLineFrom: nil)
    while let own = waiting.popLast() {
      if children[own.node].isEmpty { leaves.append(own) }
      push(children[own.node], behind: own.node, onLineFrom: own.parted)
    }
    return leaves
  }

  private func shortened(_ text: String) -> String {
    let text = legible(text)
    return text.count <= 34 ? text : text.prefix(17) + "…" + text.suffix(16)
  }
}
