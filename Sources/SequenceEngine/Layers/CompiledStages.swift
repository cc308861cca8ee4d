import CKernels

extension RecurrentRunner {
  /// The stages of one direction with every place resolved, for one thread: nothing is looked up inside the time loop.
  final class Compiled {
    private struct Pointwise {
      var instructions: [ck_instruction]
      var locations: [(location: RecurrentMemory<Scalar>.Location, width: Int)]
    }
    private struct Product {
      var map: AffineMap<Scalar>
      var argument: RecurrentMemory<Scalar>.Location
      var destination: RecurrentMemory<Scalar>.Location
      var accumulates: Bool
    }
    private enum Stage {
      case pointwise(Pointwise)
      case products([Product])
    }

    private var stages: [Stage] = []
    private let back: Bool
    private let rowsPerTile: Int
    private var operands: [Scalar.Operand] = []

    convenience init(_ stages: [CellProgram.Stage], _ runner: RecurrentRunner<Scalar>, thread: Int, back: Bool) {
      self.init(stages, runner, back: back) { runner.locate($0, thread: thread) }
    }

    /// - Parameter locate: where each place lies, for stages that run over other memory than the runner's own.
    init(
      _ stages: [CellProgram.Stage], _ runner: RecurrentRunner<Scalar>, back: Bool,
      locate: (CellProgram.Place) -> RecurrentMemory<Scalar>.Location
    ) {
      self.back = back
      rowsPerTile = runner.memory.rowsPerTile
      self.stages = stages.map { stage in
        switch stage {
        case .products(let products):
          return .products(
            products.compactMap { product in
              runner.map(product).map {
                Product(
                  map: $0, argument: locate(product.argument), destination: locate(product.destination),
                  accumulates: product.accumulates)
              }
            })
        case .pointwise(let instructions):
          var index: [CellProgram.Place: UInt16] = [:]
          var locations: [(RecurrentMemory<Scalar>.Location, Int)] = []
          func number(_ place: CellProgram.Place) -> UInt16 {
            if let known = index[place] { return known }
            let next = UInt16(locations.count)
            index[place] = next
            locations.append((locate(place), place.width))
            return next
          }
          let compiled = instructions.map { instruction in
            let operands = instruction.operands.map(number)
            return ck_instruction(
              verb: instruction.verb.kernel, destination: number(instruction.destination), a: operands[0],
              b: operands.count > 1 ? operands[1] : 0, c: operands.count > 2 ? operands[2] : 0)
          }
          return .pointwise(Pointwise(instructions: compiled, locations: locations))
        }
      }
    }

    /// One time step for some rows.
    func run(t: Int, firstRow: Int, rows: Int) {
      for stage in stages {
        switch stage {
        case .products(let products):
          for product in products {
            let argument = product.argument.pointer(t: t, row: firstRow)
            let destination = product.destination.pointer(t: t, row: firstRow)
            if back {
              product.map.multiplyBack(
                argument, stride: product.argument.stride, into: destination, stride: product.destination.stride,
                count: rows, accumulate: product.accumulates)
            } else {
              product.map.multiply(
                argument, stride: product.argument.stride, into: destination, stride: product.destination.stride,
                count: rows, accumulate: product.accumulates)
            }
          }
        case .pointwise(let pointwise): run(pointwise, t: t, firstRow: firstRow, rows: rows)
        }
      }
    }

    private func run(_ pointwise: Pointwise, t: Int, firstRow: Int, rows: Int) {
      var row = firstRow
      while row < firstRow + rows {
        let count = min(rowsPerTile, firstRow + rows - row)
        operands.removeAll(keepingCapacity: true)
        for (location, width) in pointwise.locations {
          operands.append(
            Scalar.operand(
              location.isRegister ? location.base : location.pointer(t: t, row: row), stride: location.stride,
              columns: width))
        }
        Scalar.pointwise(pointwise.instructions, pointwise.instructions.count, operands, rows: count)
        row += count
      }
    }
  }
}
