/// The forward stages: products of a step and pointwise programs, level by level.
extension CellCompiler {
  var liveNodes: Set<Int> {
    var live: Set<Int> = []
    func visit(_ id: Int) {
      guard live.insert(id).inserted else { return }
      graph.operands(of: id).forEach(visit)
    }
    forward.nextStates.forEach(visit)
    kept.forEach(visit)
    return live
  }

  mutating func writeForward() -> [Group] {
    let live = liveNodes
    // Operands have smaller numbers than what is made of them.
    var levels: [Int: Int] = [:]
    for id in live.sorted() {
      var own = graph.operands(of: id).compactMap { levels[$0] }.max() ?? 0
      if case .product(_, let argument) = graph.nodes[id].operation, !isLeaf(argument) { own += 1 }
      levels[id] = own
    }
    let level = { [levels] (id: Int) in levels[id] ?? 0 }
    let needed = self.needed
    let uses = graph.uses(upTo: derivative.forwardCount)
    let stepProducts = live.filter { matrix(of: $0) != nil && !isInputProduct($0) }.sorted()

    // A product that is only ever added to a product with the input is added to it where that lies.
    var addsTo: [Int: Int] = [:]
    for id in live.sorted() {
      guard case .pointwise(.add, let operands) = graph.nodes[id].operation, operands.count == 2 else { continue }
      for (a, b) in [(operands[0], operands[1]), (operands[1], operands[0])]
      where isInputProduct(a) && stepProducts.contains(b) && uses[a] == 1 && uses[b] == 1
        && !needed.contains(a) && !needed.contains(b) && !kept.contains(a) && !kept.contains(b)
      {
        addsTo[b] = a
        places[id] = places[a]
      }
    }
    let absorbed = Set(live.filter { id in places[id] != nil && !isLeaf(id) && matrix(of: id) == nil })

    // The result of a product gets its place before a product that reads it.
    let found = groupProducts(stepProducts, addsTo: addsTo, level: level)
    let groups = Dictionary(grouping: found) { level($0.products[0]) }.sorted { $0.key < $1.key }.flatMap(\.value)
    var productStages: [Int: [CellProgram.Product]] = [:]
    for group in groups {
      guard let argument = argumentPlace(group.argument), let first = group.products.first else { continue }
      var destination: CellProgram.Place
      if let target = group.addsTo.first, let place = places[target] {
        destination = column(0, of: place, width: group.rows)
      } else {
        program.stepWidths.append(group.rows)
        destination = CellProgram.Place(
          storage: .step(buffer: program.stepWidths.count - 1, column: 0), width: group.rows)
        var used = 0
        for product in group.products {
          places[product] = column(used, of: destination, width: graph.nodes[product].width)
          used += graph.nodes[product].width
        }
      }
      productStages[level(first), default: []].append(
        CellProgram.Product(
          stack: group.stack, firstRow: group.firstRow, rows: group.rows,
          columns: graph.nodes[group.argument].width, argument: argument, destination: destination,
          accumulates: !group.addsTo.isEmpty))
    }

    var copies: [(node: Int, place: CellProgram.Place)] = []
    for (number, node) in forward.nextStates.enumerated() {
      let place = CellProgram.Place(storage: .nextState(number), width: graph.nodes[node].width)
      if places[node] == nil { places[node] = place } else { copies.append((node, place)) }
    }
    // Kept results of no instruction (products) and gates of a recording that are leaves are copied to the tape.
    for id in kept.sorted() where matrix(of: id) != nil || (isLeaf(id) && isRecorded) {
      copies.append((id, tape(width: graph.nodes[id].width)))
    }
    let computed = live.filter { !isLeaf($0) && matrix(of: $0) == nil && !absorbed.contains($0) }
    var writer = PointwiseWriter(
      graph: graph, nodes: computed, level: level, places: places, copies: copies, keeping: kept,
      stepWidths: program.stepWidths)
    keepOnTape(&writer, copies: copies)
    let levelCount = (live.map(level).max() ?? 0) + 1
    let (stages, stepWidths) = writer.write(levels: levelCount)
    program.stepWidths = stepWidths
    program.registerCount = writer.registerCount
    program.widest = writer.widest
    for number in 0..<levelCount {
      if let products = productStages[number] { program.forward.append(.products(products)) }
      if !stages[number].isEmpty { program.forward.append(.pointwise(stages[number])) }
    }
    for (node, place) in copies where kept.contains(node) { places[node] = place }
    return groups
  }

  /// Gives each kept result its place: over a product with the input that nothing reads any more, or on the tape.
  private mutating func keepOnTape(_ writer: inout PointwiseWriter, copies: [(node: Int, place: CellProgram.Place)]) {
    let schedule = writer.schedule
    var lastRead: [CellProgram.Place: Int] = [:]
    for (number, step) in schedule.enumerated() {
      for node in step.reads { if let place = places[node] { lastRead[place] = number } }
    }
    for (node, _) in copies { if let place = places[node] { lastRead[place] = .max } }
    let keptPlaces = Set(kept.compactMap { places[$0] })
    var overwritable =
      program.inputProducts.isEmpty
      ? []
      : places.filter { id, place in
        if case .tape(0, _) = place.storage { return !isLeaf(id) && !keptPlaces.contains(place) } else { return false }
      }.map(\.value)
    overwritable = Array(Set(overwritable)).sorted { columnNumber($0) < columnNumber($1) }
    for (number, step) in schedule.enumerated() where kept.contains(step.node) && places[step.node] == nil {
      let width = graph.nodes[step.node].width
      let candidates = overwritable.filter { $0.width == width && (lastRead[$0] ?? .max) <= number }
      let place: CellProgram.Place
      if let best = candidates.max(by: { (lastRead[$0] ?? 0) < (lastRead[$1] ?? 0) }) {
        place = best
        overwritable.removeAll { $0 == best }
      } else {
        place = tape(width: width)
      }
      places[step.node] = place
      writer.put(step.node, at: place)
    }
  }

  private func columnNumber(_ place: CellProgram.Place) -> Int {
    if case .tape(_, let column) = place.storage { column } else { 0 }
  }
}
