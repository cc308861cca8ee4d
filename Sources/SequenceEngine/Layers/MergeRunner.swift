/// Brings what several layers put out together, place by place: [T, B, Dᵢ] to [T, B, D].
final class MergeRunner<Scalar: KernelScalar>: LayerRunner {
  private let merge: Merge
  private var inputs: [(values: SequenceValues<Scalar>, wantsGradient: Bool)] = []
  private var room = OutputRoom<Scalar>()  // [T, B, D]
  var output: SequenceValues<Scalar> { room.sequence }
  private(set) var outputFrame = Frame.single(rows: 0)

  init(_ merge: Merge) {
    self.merge = merge
  }

  func pack(_ store: WeightStore<Scalar>) {}

  func prepare(_ input: LayerInput<Scalar>, _ frame: Frame) { prepare([input], frame, side: frame) }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func prepare(_ inputs: [LayerInput<Scalar>], _ frame: Frame, side: Frame) {
    self.inputs = inputs.compactMap {
      guard case .values(let values, let wantsGradient) = $0 else { return nil }
      return (values, wantsGradient)
    }
    outputFrame = frame
    let width = merge.outputSize(of: self.inputs.map(\.values.width))
    room.reserve(frame.steps * frame.rows, width: width)
  }

  /// Where each input's numbers begin in the merged vector.
  private func column(_ number: Int) -> Int {
    merge == .concat ? inputs[..<number].reduce(0) { $0 + $1.values.width } : 0
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func forward(_ steps: Range<Int>, _ context: PassContext) {
    let (rows, width) = (outputFrame.rows, output.width)
    for (number, input) in inputs.enumerated() {
      let (own, first) = (input.values.width, column(number))
      for place in steps.lowerBound * rows..<steps.upperBound * rows {
        let (target, source) = (output.values + place * width + first, input.values.values + place * own)
        switch merge {
        case .concat: target.update(from: source, count: own)
        case .sum, .mean, .product:
          if number == 0 {
            target.update(from: source, count: own)
          } else if merge == .product {
            for i in 0..<own { target[i] *= source[i] }
          } else {
            for i in 0..<own { target[i] += source[i] }
          }
        }
      }
    }
    guard merge == .mean else { return }
    let (values, count) = (output.values, Scalar(inputs.count))
    for place in steps.lowerBound * rows * width..<steps.upperBound * rows * width { values[place] /= count }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func backward(_ steps: Range<Int>, _ context: PassContext) {
    let (rows, width) = (outputFrame.rows, output.width)
    for (number, input) in inputs.enumerated() where input.wantsGradient {
      let own = input.values.width
      for place in steps.lowerBound * rows..<steps.upperBound * rows {
        let target = input.values.gradients + place * own
        target.update(from: output.gradients + place * width + column(number), count: own)
        if merge == .mean { for i in 0..<own { target[i] /= Scalar(inputs.count) } }
        if merge == .product { multiplyByOthers(target, number, place) }
      }
    }
  }

  private func multiplyByOthers(_ target: UnsafeMutablePointer<Scalar>, _ number: Int, _ place: Int) {
    for (other, input) in inputs.enumerated() where other != number {
      let values = input.values.values + place * input.values.width
      for i in 0..<input.values.width { target[i] *= values[i] }
    }
  }

  func addWeightGradients(_ store: WeightStore<Scalar>, _ steps: Range<Int>) {}
}

extension MergeRunner {
  /// Adds one input's gradients of step t of one sequence's pass, for several losses at once: [rows, D] to [rows, Dᵢ].
  func addShare(
    of number: Int, _ gradients: UnsafeMutablePointer<Scalar>, t: Int, rows: Int,
    into below: UnsafeMutablePointer<Scalar>
  ) {
    let (own, width) = (inputs[number].values.width, output.width)
    let share = Buffer<Scalar>(own)
    for row in 0..<rows {
      share.base.update(from: gradients + row * width + column(number), count: own)
      if merge == .mean { for i in 0..<own { share.base[i] /= Scalar(inputs.count) } }
      if merge == .product { multiplyByOthers(share.base, number, t) }
      for i in 0..<own { below[row * own + i] += share.base[i] }
    }
  }
}
