/// What several layers read: one array of values, and for each reader gradients of its own, which are added in the order
/// of the readers before the layer that put the values out runs backward.
final class FanOut<Scalar: KernelScalar> {
  private let readers: [ModelPlan.Reader]
  private var gradients: [Buffer<Scalar>] = []  // [T, B, D] each
  private var source: SequenceValues<Scalar>?
  private var rows = 0
  private var steps = 0

  init(_ readers: [ModelPlan.Reader]) { self.readers = readers }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func prepare(_ source: SequenceValues<Scalar>, _ frame: Frame) {
    self.source = source
    (steps, rows) = (frame.steps, frame.rows)
    let count = steps * rows * source.width
    if gradients.first.map({ $0.count < count }) ?? true { gradients = readers.map { _ in Buffer(count) } }
  }

  /// The values with one reader's gradients.
  func values(for reader: ModelPlan.Reader) -> SequenceValues<Scalar>? {
    guard let source, let number = readers.firstIndex(of: reader) else { return nil }
    return SequenceValues(values: source.values, gradients: gradients[number].base, width: source.width)
  }

  /// Adds the readers' gradients of some time steps.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func gather(_ steps: Range<Int>) {
    guard let source, let first = gradients.first else { return }
    let places = steps.lowerBound * rows * source.width..<steps.upperBound * rows * source.width
    (source.gradients + places.lowerBound).update(from: first.base + places.lowerBound, count: places.count)
    for own in gradients.dropFirst() {
      for place in places { source.gradients[place] += own.base[place] }
    }
  }

  /// All time steps.
  func gather() { gather(0..<steps) }
}
