import Glibc

/// Memory for numbers that executors own: aligned for the widest vectors, never moved, zero at first.
final class Buffer<Scalar: KernelScalar> {
  let base: UnsafeMutablePointer<Scalar>
  let count: Int

  private static var hugePage: Int { 1 << 21 }

  init(_ count: Int) {
    let bytes = max(count, 1) * MemoryLayout<Scalar>.stride
    let isLarge = bytes >= 2 * Self.hugePage
    let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: isLarge ? Self.hugePage : 64)
    // Weights and tapes are walked through from end to end: large pages spare the processor looking up small ones.
    if isLarge { madvise(raw, bytes, MADV_HUGEPAGE) }
    base = raw.bindMemory(to: Scalar.self, capacity: max(count, 1))
    base.initialize(repeating: 0, count: max(count, 1))
    self.count = count
  }

  deinit { UnsafeMutableRawPointer(base).deallocate() }

  func clear() { base.update(repeating: 0, count: count) }

  var values: [Double] { (0..<count).map { Double(base[$0]) } }

  func load(_ values: [Double]) {
    precondition(values.count <= count, "a buffer holds what is loaded into it")
    for (index, value) in values.enumerated() { base[index] = Scalar(value) }
  }
}
