import Foundation
import SequenceEngine

/// Characters drawn from a model, each read before the next is drawn.
final class SamplingWork: Work {
  /// Characters of a repetition; the case is told for 1,000.
  private static let length = 100
  private let generator: Generator
  private let text: [Int32]
  private let next: [Int32]
  private let random = CounterRandom(seed: 1, stream: .sampling)
  private var drawn = 0
  private var last: Int32 = 0

  init(_ state: ModelState, _ dataset: Dataset, _ example: Example) throws {
    generator = try Generator(
      state, for: dataset.shape, loss: .fitting(dataset.shape.target), precision: .float)
    guard case .tokens(let text) = example.input, case .classes(let next) = example.target else {
      preconditionFailure("texts are made of tokens")
    }
    (self.text, self.next) = (text, next)
  }

  var scale: Double { 1000 / Double(Self.length) }

  /// ln p of each next character of a text that is given.
  func compared() throws -> [Double] {
    generator.reset()
    return try zip(text, next).map { symbol, next in
      let logits = try generator.read(.tokens([symbol]), steps: 1)[0]
      return log(Generator.probabilities(logits, temperature: 1, topK: 0, topP: 1)[Int(next)])
    }
  }

  func repeatOnce() throws {
    for _ in 0..<Self.length {
      let logits = try generator.read(.tokens([last]), steps: 1)[0]
      let probabilities = Generator.probabilities(logits, temperature: 1, topK: 0, topP: 1)
      last = Int32(Generator.draw(probabilities, random.uniform(drawn)))
      drawn += 1
    }
  }
}
