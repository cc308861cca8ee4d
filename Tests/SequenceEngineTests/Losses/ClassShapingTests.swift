import Foundation
import SequenceEngine
import Testing

@Suite("Smoothed and weighted classes") struct ClassShapingTests {
  private let logits = [0.2, -1.1, 0.7, 1.5, 0.1, -0.4, -2, 0.3, 0.9, 0.5, 0.5, -0.5]  // [T·B, C]
  private let classes: [Int32] = [2, 0, -1, 1]
  private let weights = [0.5, 2, 1.25]

  private func run(_ logits: [Double], smoothing: Double, weights: [Double]?) -> (loss: Double, slope: [Double]) {
    let (values, gradients) = (
      UnsafeMutablePointer<Double>.allocate(capacity: 12), UnsafeMutablePointer<Double>.allocate(capacity: 12)
    )
    defer {
      values.deallocate()
      gradients.deallocate()
    }
    for (i, value) in logits.enumerated() { values[i] = value }
    var runner = LossRunner<Double>(.crossEntropy)
    runner.shaping = ClassShaping(smoothing: smoothing, weights: weights, .classes(classes))
    let loss = runner.run(
      SequenceValues(values: values, gradients: gradients, width: 3), Frame(steps: 2, rows: 2, lengths: [2, 2]),
      target: .classes(classes)
    ).result.mean
    return (loss, (0..<12).map { gradients[$0] })
  }

  /// PyTorch's formula, written as it stands there.
  private func naive(_ smoothing: Double, _ weights: [Double]) -> Double {
    var (sum, total) = (0.0, 0.0)
    for (place, target) in classes.enumerated() where target >= 0 {
      let row = Array(logits[place * 3..<place * 3 + 3])
      let all = log(row.map { exp($0) }.reduce(0, +))
      sum += (1 - smoothing) * weights[Int(target)] * (all - row[Int(target)])
      for c in 0..<3 { sum += smoothing / 3 * weights[c] * (all - row[c]) }
      total += weights[Int(target)]
    }
    return sum / total
  }

  @Test(arguments: [0, 0.1, 0.6])
  func theLossIsPyTorchsFormula(_ smoothing: Double) {
    #expect(abs(run(logits, smoothing: smoothing, weights: weights).loss - naive(smoothing, weights)) < 1e-12)
    #expect(abs(run(logits, smoothing: smoothing, weights: nil).loss - naive(smoothing, [1, 1, 1])) < 1e-12)
  }

  @Test(arguments: [0, 0.1, 0.6])
  func theSlopeIsThatOfFiniteDifferences(_ smoothing: Double) {
    let slope = run(logits, smoothing: smoothing, weights: weights).slope
    for i in logits.indices {
      var (up, down) = (logits, logits)
      up[i] += 1e-5
      down[i] -= 1e-5
      let change =
        run(up, smoothing: smoothing, weights: weights).loss - run(down, smoothing: smoothing, weights: weights).loss
      #expect(abs(slope[i] - change / 2e-5) < 1e-9)
    }
  }

  @Test func balancedWeightsGiveEveryClassTheSamePart() throws {
    let data = try Dataset(
      .inline(
        InlineSequences(
          input: [[[1]], [[2]], [[3]], [[4]]], target: .classPerSequence([0, 1, 1, 1]))))
    #expect(data.balancedClassWeights == [2, 2.0 / 3])
  }
}
