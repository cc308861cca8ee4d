import SequenceEngine
import Testing

@Suite("Losses equal PyTorch's")
struct LossReferenceTests {
  private func run<Scalar: KernelScalar>(_ loss: Loss, _: Scalar.Type, within bound: Double) throws {
    let reference = try ReferenceCase("loss_\(loss.rawValue)")
    let (steps, rows, width) = (try reference.integer("T"), try reference.integer("B"), try reference.integer("V"))
    let prediction = try #require(reference.numbers("prediction"))
    let target = try #require(reference.numbers("target"))
    let values = UnsafeMutablePointer<Scalar>.allocate(capacity: prediction.count)
    let gradients = UnsafeMutablePointer<Scalar>.allocate(capacity: prediction.count)
    defer {
      values.deallocate()
      gradients.deallocate()
    }
    for (i, value) in prediction.enumerated() { values[i] = Scalar(value) }
    var runner = LossRunner<Scalar>(loss)
    let targets: SequenceTarget =
      loss == .crossEntropy ? .classes(target.map { Int32($0) }) : .vectors(target, size: width)
    let result = runner.run(
      SequenceValues(values: values, gradients: gradients, width: width),
      Frame(steps: steps, rows: rows, lengths: Array(repeating: steps, count: rows)), target: targets
    ).result
    #expect(abs(result.mean - (try reference.number("loss"))) < bound)
    let own = prediction.indices.map { Double(gradients[$0]) }
    #expect(relativeDifference(own, try #require(reference.numbers("dprediction"))) < bound)
  }

  @Test("value and gradient in double", arguments: Loss.allCases.filter { $0 != .ctc })
  func inDouble(_ loss: Loss) throws { try run(loss, Double.self, within: 1e-10) }

  @Test("value and gradient in float", arguments: Loss.allCases.filter { $0 != .ctc })
  func inFloat(_ loss: Loss) throws { try run(loss, Float.self, within: 1e-5) }
}
