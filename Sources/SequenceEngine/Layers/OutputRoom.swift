/// The numbers that a layer puts out, with their gradients, and room for the largest batch so far.
struct OutputRoom<Scalar: KernelScalar> {
  private var values = Buffer<Scalar>(0)
  private var gradients = Buffer<Scalar>(0)
  private(set) var sequence: SequenceValues<Scalar>

  init() { sequence = SequenceValues(values: values.base, gradients: gradients.base, width: 0) }

  /// Takes room for so many vectors of a width; what was there before is lost.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  mutating func reserve(_ vectors: Int, width: Int) {
    if values.count < vectors * width {
      values = Buffer(vectors * width)
      gradients = Buffer(vectors * width)
    }
    sequence = SequenceValues(values: values.base, gradients: gradients.base, width: width)
  }
}
