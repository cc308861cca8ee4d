import CKernels

extension RecurrentRunner {
  /// The stages of one direction with every place resolved, for one thread: inside the time loop nothing is looked up,
  /// counted or allocated.
  final class Compiled {
    private struct Pointwise {
      var program: UnsafeBufferPointer<ck_instruction>
      var places: UnsafeBufferPointer<Scalar.Place>
    }
    private struct Product {
      var map: PackedProduct<Scalar>
      var argument: RecurrentMemory<Scalar>.Location
      var destination: RecurrentMemory<Scalar>.Location
      var accumulates: Bool
    }
    private enum Stage {
      case pointwise(Pointwise)
      case product(Product)
    }

    private let stages: UnsafeMutableBufferPointer<Stage>
    private let rowsPerTile: Int
    private let operands: UnsafeMutablePointer<Scalar.Operand>

    convenience init(_ stages: [CellProgram.Stage], _ runner: RecurrentRunner<Scalar>, thread: Int, back: Bool) {
      self.init(stages, runner, back: back) { runner.locate($0, thread: thread) }
    }

    /// - Parameter locate: where each place lies, for stages that run over other memory than the runner's own.
    init(
      _ stages: [CellProgram.Stage], _ runner: RecurrentRunner<Scalar>, back: Bool,
      locate: (CellProgram.Place) -> RecurrentMemory<Scalar>.Location
    ) {
      rowsPerTile = runner.memory.rowsPerTile
      var resolved: [Stage] = []
      var most = 1
      for stage in stages {
        switch stage {
        case .products(let products):
          for product in products {
            guard let map = runner.map(product), let packed = back ? map.backward : map.forward else { continue }
            resolved.append(
              .product(
                Product(
                  map: packed, argument: locate(product.argument), destination: locate(product.destination),
                  accumulates: product.accumulates)))
          }
        case .pointwise(let instructions):
          let pointwise = Self.resolve(instructions, locate)
          most = max(most, pointwise.places.count)
          resolved.append(.pointwise(pointwise))
        }
      }
      self.stages = .allocate(capacity: resolved.count)
      _ = self.stages.initialize(from: resolved)
      operands = .allocate(capacity: most)
    }

    deinit {
      for case .pointwise(let pointwise) in stages {
        pointwise.program.deallocate()
        pointwise.places.deallocate()
      }
      stages.deallocate()
      operands.deallocate()
    }

    private static func resolve(
      _ instructions: [CellProgram.Instruction], _ locate: (CellProgram.Place) -> RecurrentMemory<Scalar>.Location
    ) -> Pointwise {
      var index: [CellProgram.Place: UInt16] = [:]
      var places: [Scalar.Place] = []
      func number(_ place: CellProgram.Place) -> UInt16 {
        if let known = index[place] { return known }
        index[place] = UInt16(places.count)
        let location = locate(place)
        places.append(
          Scalar.place(
            location.base, step: location.step, stride: location.stride, columns: place.width, shift: location.shift,
            mask: location.mask, isRegister: location.isRegister))
        return UInt16(places.count - 1)
      }
      let program = instructions.map { instruction in
        let operands = instruction.operands.map(number)
        return ck_instruction(
          verb: instruction.verb.kernel, destination: number(instruction.destination), a: operands[0],
          b: operands.count > 1 ? operands[1] : 0, c: operands.count > 2 ? operands[2] : 0)
      }
      let keptProgram = UnsafeMutableBufferPointer<ck_instruction>.allocate(capacity: program.count)
      _ = keptProgram.initialize(from: program)
      let keptPlaces = UnsafeMutableBufferPointer<Scalar.Place>.allocate(capacity: places.count)
      _ = keptPlaces.initialize(from: places)
      return Pointwise(program: UnsafeBufferPointer(keptProgram), places: UnsafeBufferPointer(keptPlaces))
    }

    /// One time step for some rows.
    ///
    /// - Parameter next: the time step that comes after it in the order of the pass; t: none.
    @inline(__always)
    func run(t: Int, next: Int, firstRow: Int, rows: Int) {
      for stage in stages {
        switch stage {
        case .product(let product):
          let argument = product.argument.pointer(t: t, row: firstRow)
          let destination = product.destination.pointer(t: t, row: firstRow)
          if rows == 1, product.map.isLarge {
            product.map.multiplyOnAllThreads(
              argument, stride: product.argument.stride, into: destination, stride: product.destination.stride,
              count: rows, accumulate: product.accumulates)
          } else {
            product.map.multiply(
              argument, stride: product.argument.stride, into: destination, stride: product.destination.stride,
              count: rows, accumulate: product.accumulates)
          }
        case .pointwise(let pointwise):
          Scalar.pointwise(
            pointwise.program, pointwise.places, operands,
            ck_step(t: t, next: next, first: firstRow, rows: rows, tile: rowsPerTile))
        }
      }
    }
  }
}
