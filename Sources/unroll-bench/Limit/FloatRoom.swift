/// Memory for products that are only timed, aligned for the widest vectors.
final class FloatRoom {
  let base: UnsafeMutablePointer<Float>

  init(_ count: Int, filledWith value: Float = 0) {
    let bytes = max(count, 1) * MemoryLayout<Float>.stride
    let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    base = raw.bindMemory(to: Float.self, capacity: max(count, 1))
    base.initialize(repeating: value, count: max(count, 1))
  }

  deinit { UnsafeMutableRawPointer(base).deallocate() }
}
