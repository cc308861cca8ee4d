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

  private static let longest = 34
  private static let mostLines = 60

  /// One line for each beginning that went nowhere or came through, symbols that nothing parts from one another joined.
  /// The branch that comes furthest goes straight down.
  private var lines: String {
    let children = tree.children
    let ranks = Dictionary(uniqueKeysWithValues: tree.finished.enumerated().map { ($0.element, $0.offset + 1) })
    // The best rank that comes of each node, and else the longest beginning: which child goes straight on.
    var worth = tree.nodes.map { Double($0.length) - 1e9 }
    for (node, rank) in ranks { worth[node] = -Double(rank) }
    for index in tree.nodes.indices.reversed() {
      if let parent = tree.nodes[index].parent { worth[parent] = max(worth[parent], worth[index]) }
    }
    var lines: [String] = []
    // Depth first without recursion: a text may be a million symbols long.
    var waiting: [(node: Int, prefix: String, branch: String, indent: String)] = []
    func push(_ siblings: [Int], _ indent: String) {
      let order = siblings.sorted { (worth[$0], -$0) < (worth[$1], -$1) }
      for (place, node) in order.enumerated().reversed() {
        let isLast = place == order.count - 1
        waiting.append((node, indent, order.count == 1 ? "── " : isLast ? "└─ " : "├─ ", indent + (isLast ? "" : "│  ")))
      }
    }
    push(children[tree.nodes.count], "")
    var rest = 0
    while let own = waiting.popLast() {
      var chain = [own.node]
      while let last = chain.last, children[last].count == 1 { chain.append(children[last][0]) }
      guard let last = chain.last else { continue }
      if lines.count < Self.mostLines {
        let symbols = chain.filter { !tree.nodes[$0].isEnd }.map { tree.nodes[$0].symbol }
        lines.append(own.prefix + own.branch + ending(quoted(symbols), last, ranks[last], isLeaf: children[last].isEmpty))
      } else if children[last].isEmpty {
        rest += 1
      }
      push(children[last], own.indent)
    }
    if rest > 0 { lines.append("… and \(NumberFormat.integer.text(Double(rest))) more branches") }
    return lines.joined(separator: "\n")
  }

  private func quoted(_ symbols: [Int32]) -> String { symbols.isEmpty ? "" : "\"\(shortened(decode(symbols)))\"" }

  private func shortened(_ text: String) -> String {
    let text = legible(text)
    return text.count <= Self.longest ? text : text.prefix(Self.longest / 2) + "…" + text.suffix(Self.longest / 2 - 1)
  }

  private func ending(_ text: String, _ node: Int, _ rank: Int?, isLeaf: Bool) -> String {
    let own = tree.nodes[node]
    guard isLeaf else { return text }
    let sum = NumberFormat.significant(3).text(own.sum)
    guard let rank else { return "\(text)  × dropped behind symbol \(own.length), ln p \(sum)" }
    let score = NumberFormat.significant(3).text(own.score)
    return (text.isEmpty ? "" : text + "  ") + "● \(rank)\(own.isEnd ? ", ended" : ""), ln p \(sum), \(score) a symbol"
  }
}
