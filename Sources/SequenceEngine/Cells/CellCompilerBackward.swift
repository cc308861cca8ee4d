/// The backward stages, and where the gradients of the weights are read from afterwards.
extension CellCompiler {
  mutating func writeBackward(_ groups: [Group]) {
    var writer = GradientPlaces(graph: graph, forwardCount: derivative.forwardCount)
    let gradients = Dictionary(derivative.productGradients.map { ($0.product, $0.gradient) }) { first, _ in first }
    placeInputGradients(gradients, &writer)
    let groupGradients = groups.map { placeGroupGradient($0, gradients, &writer) }
    for (index, gradient) in derivative.vectorGradients {
      let place =
        writer.place(of: gradient)
        ?? {
          let place = tape(width: graph.nodes[gradient].width)
          writer.send(gradient, to: place)
          return place
        }()
      let vector = forward.parameters.vectors[index]
      program.vectorGradients.append(
        CellProgram.VectorGradient(
          stack: vector.stack, first: vector.first,
          gradient: CellProgram.Place(storage: place.storage, width: vector.width)))
    }
    for (number, node) in derivative.carried.enumerated() {
      let place = CellProgram.Place(storage: .carriedOut(number), width: program.sizes.units)
      let arrivesThroughMatrix = zip(groups, groupGradients).contains {
        $1 != nil && graph.nodes[$0.argument].operation == .previousState(number)
      }
      if let node {
        writer.send(node, to: place)
      } else if !arrivesThroughMatrix {
        writer.send(derivative.zero, to: place)
      }
    }
    if let node = derivative.inputGradient {
      writer.send(node, to: CellProgram.Place(storage: .inputGradient, width: graph.nodes[node].width))
    }
    if isRecorded { record(&writer) }
    emitBackward(groups, groupGradients, gradients, writer)
  }

  /// The input's matrices come first: others often share their gradients (W(x) + U(h) + b) and then read the same columns.
  private mutating func placeInputGradients(_ gradients: [Int: Int], _ writer: inout GradientPlaces) {
    let products = places.keys.filter(isInputProduct).sorted()
    for product in program.inputProducts {
      let buffer = tape(width: product.rows)
      for id in products {
        guard let matrix = matrix(of: id), matrix.stack == product.stack,
          (product.firstRow..<product.firstRow + product.rows).contains(matrix.firstRow)
        else { continue }
        let place = column(matrix.firstRow - product.firstRow, of: buffer, width: matrix.rows)
        writer.send(gradients[id] ?? derivative.zero, to: place)
      }
      program.weightGradients.append(
        CellProgram.WeightGradient(
          stack: product.stack, firstRow: product.firstRow, rows: product.rows, gradient: buffer,
          argument: product.argument))
    }
  }

  private mutating func placeGroupGradient(
    _ group: Group, _ gradients: [Int: Int], _ writer: inout GradientPlaces
  ) -> CellProgram.Place? {
    guard group.products.contains(where: { gradients[$0] != nil }), let argument = backwardPlace(of: group.argument)
    else { return nil }
    let own = group.products.map { gradients[$0] ?? derivative.zero }
    var place = writer.sharedColumns(own)
    if place == nil {
      let buffer = tape(width: group.rows)
      var used = 0
      for (product, gradient) in zip(group.products, own) {
        let width = graph.nodes[product].width
        writer.send(gradient, to: column(used, of: buffer, width: width))
        used += width
      }
      place = buffer
    }
    place?.width = group.rows
    if let place {
      program.weightGradients.append(
        CellProgram.WeightGradient(
          stack: group.stack, firstRow: group.firstRow, rows: group.rows, gradient: place, argument: argument))
    }
    return place
  }

  /// Where the backward pass finds a value of the forward pass; nil when it computes it again.
  private func backwardPlace(of id: Int) -> CellProgram.Place? {
    if isLeaf(id) || kept.contains(id) { return places[id] }
    return forward.nextStates.firstIndex(of: id).map {
      CellProgram.Place(storage: .nextState($0), width: graph.nodes[id].width)
    }
  }

  private mutating func record(_ writer: inout GradientPlaces) {
    func recorded(_ gradient: Int?, _ compiler: inout CellCompiler) -> CellProgram.Place? {
      guard let gradient else { return nil }
      if let known = writer.place(of: gradient) { return known }
      let place = compiler.tape(width: compiler.graph.nodes[gradient].width)
      writer.send(gradient, to: place)
      return place
    }
    for (gate, gradient) in zip(forward.gates, derivative.gateGradients) {
      guard let value = backwardPlace(of: gate.node) else { continue }
      program.recordedGates.append((gate.name, value, recorded(gradient, &self)))
    }
    for gradient in derivative.stateGradients { program.recordedStateGradients.append(recorded(gradient, &self)) }
  }

  private mutating func emitBackward(
    _ groups: [Group], _ groupGradients: [CellProgram.Place?], _ gradients: [Int: Int], _ writer: GradientPlaces
  ) {
    let graph = self.graph
    var sources: [Int: CellProgram.Place] = writer.places
    var computed: Set<Int> = []
    func visit(_ id: Int) {
      guard sources[id] == nil || writer.places[id] != nil, !computed.contains(id) else { return }
      if id < derivative.forwardCount, let place = backwardPlace(of: id) {
        sources[id] = place
        return
      }
      switch graph.nodes[id].operation {
      case .outputGradient, .carriedGradient: sources[id] = places[id]
      case .number: break
      case .gradientThroughMatrices(let argument):
        program.stepWidths.append(graph.nodes[id].width)
        sources[id] = CellProgram.Place(
          storage: .step(buffer: program.stepWidths.count - 1, column: 0), width: graph.nodes[id].width)
        for group in groups where group.argument == argument { group.products.forEach { gradients[$0].map(visit) } }
      default:
        computed.insert(id)
        graph.operands(of: id).forEach(visit)
      }
    }
    sinks.forEach { visit($0) }

    var levels: [Int: Int] = [:]
    func findLevel(_ id: Int) -> Int {
      if let known = levels[id] { return known }
      var own = 0
      if case .gradientThroughMatrices(let argument) = graph.nodes[id].operation {
        let arriving = groups.filter { $0.argument == argument }.flatMap(\.products).compactMap { gradients[$0] }
        own = (arriving.map(findLevel).max() ?? 0) + 1
      } else if computed.contains(id) {
        own = graph.operands(of: id).map(findLevel).max() ?? 0
      }
      levels[id] = own
      return own
    }

    for id in computed.union(sources.keys).union(sinks) { _ = findLevel(id) }
    let level = { [levels] (id: Int) in levels[id] ?? 0 }

    var products: [Int: [CellProgram.Product]] = [:]
    var written: Set<CellProgram.Storage> = []
    let levelCount = (sinks.map(level).max() ?? 0) + 1
    for (group, gradient) in zip(groups, groupGradients) {
      guard let gradient else { continue }
      var stage = levelCount
      let destination: CellProgram.Place
      var accumulates = false
      let width = graph.nodes[group.argument].width
      switch graph.nodes[group.argument].operation {
      case .previousState(let number):
        destination = CellProgram.Place(storage: .carriedOut(number), width: width)
        accumulates = derivative.carried[number] != nil
      case .feedback:
        destination = CellProgram.Place(storage: .feedbackGradient, width: width)
        accumulates = true
      default:
        guard
          let node = sources.keys.first(where: {
            graph.nodes[$0].operation == .gradientThroughMatrices(argument: group.argument)
          }), let place = sources[node]
        else { continue }
        destination = place
        stage = level(node)
      }
      accumulates = !written.insert(destination.storage).inserted || accumulates
      products[stage, default: []].append(
        CellProgram.Product(
          stack: group.stack, firstRow: group.firstRow, rows: group.rows, columns: width, argument: gradient,
          destination: destination, accumulates: accumulates))
    }

    var pointwise = PointwiseWriter(
      graph: graph, nodes: computed, level: level, places: sources, copies: writer.copies,
      stepWidths: program.stepWidths)
    let (stages, stepWidths) = pointwise.write(levels: levelCount)
    program.stepWidths = stepWidths
    program.registerCount = max(program.registerCount, pointwise.registerCount)
    program.widest = max(program.widest, pointwise.widest)
    for number in 0...levelCount {
      if let own = products[number] { program.backward.append(.products(own)) }
      if number < levelCount, !stages[number].isEmpty { program.backward.append(.pointwise(stages[number])) }
    }
  }
}
