import Foundation
import SequenceEngine
import Testing

@Suite struct InlineTests {
  private let bits: [[[Double]]] = [[[0], [0], [1]], [[0], [1], [0]]]

  private func inline(_ target: InlineSequences.Target, bits asBits: Bool = false) throws -> Dataset {
    try Dataset(.inline(InlineSequences(input: bits, target: target, bits: asBits)))
  }

  @Test func theTargetDecidesKindAndPlacement() throws {
    let input = InputKind.vector(size: 1)
    #expect(
      try inline(.perSequence([[1], [0]])).shape
        == DataShape(input: input, target: .vector(size: 1), placement: .perSequence, steps: 3))
    #expect(
      try inline(.perSequence([[1], [0]]), bits: true).shape
        == DataShape(input: input, target: .bits(size: 1), placement: .perSequence, steps: 3))
    #expect(
      try inline(.classPerSequence([2, 0])).shape
        == DataShape(input: input, target: .classes(count: 3), placement: .perSequence, steps: 3))
    #expect(
      try inline(.classPerStep([[0, 1, 1], [1, 0, 0]])).shape
        == DataShape(input: input, target: .classes(count: 2), placement: .perStep, steps: 3))
    #expect(
      try inline(.perStep([[[1, 2], [3, 4], [5, 6]], [[1, 2], [3, 4], [5, 6]]])).shape
        == DataShape(input: input, target: .vector(size: 2), placement: .perStep, steps: 3))
  }

  @Test func withoutATargetTheNextStepIsPredicted() throws {
    let example = try inline(.nextStep).example(.train, 0)
    #expect(example.numbers == [0, 0])
    #expect(example.answers == [0, 1])
    #expect(example.steps == 2)
  }

  @Test func theBaselineIsTheBestConstantAnswer() throws {
    #expect(try inline(.perSequence([[1], [3]])).baseline.loss == 1)
    let coin = try inline(.perSequence([[1], [0]]), bits: true).baseline
    #expect(abs(coin.loss - log(2)) < 1e-12)
    #expect(coin.value(.accuracy) == 0.5)
    #expect(abs(try inline(.classPerSequence([0, 1])).baseline.loss - log(2)) < 1e-12)
  }

  @Test func whatDoesNotFitIsNamed() {
    #expect(
      message { try Dataset(.inline(InlineSequences(input: [], target: .nextStep))) }
        == "data inline: expected at least one sequence with at least one number, found none; write for example"
        + " data inline"
        + " [[0, 0, 1], [0, 1, 0]] target=[1, 0]")
    #expect(
      message { try Dataset(.inline(InlineSequences(input: [[[1], [2, 3]]], target: .nextStep))) }
        == "data inline, sequence 1, t = 2: expected 1 number, found 2; every input step must have as many numbers"
        + " as the"
        + " first")
    #expect(
      message { try Dataset(.inline(InlineSequences(input: [[[1], [.nan]]], target: .nextStep))) }
        == "data inline, sequence 1, t = 2: expected a finite number, found nan; leave the sequence out or put a number"
        + " there")
    #expect(
      message { try Dataset(.inline(InlineSequences(input: [[[1]], []], target: .perSequence([[1], [1]])))) }
        == "data inline, sequence 2: expected at least one input step, found none; leave empty sequences out")
    #expect(
      message { try Dataset(.inline(InlineSequences(input: [[[1]]], target: .nextStep))) }
        == "data inline, sequence 1: expected at least 2 steps, so that there is a next one, found 1; give target="
        + " or longer"
        + " sequences")
    #expect(
      message { try inline(.perSequence([[1]])) }
        == "data inline target=: expected 2 targets, one for each sequence, found 1; give one target for each sequence")
    #expect(
      message { try inline(.classPerStep([[0, 1, 1], [1, 0]])) }
        == "data inline target=, sequence 2: expected 3 target steps, one for each time step, found 2; give one"
        + " target for"
        + " each time step, one for the sequence, or classes without places in time: targets=labels")
    #expect(
      message { try inline(.classPerSequence([0, -1])) }
        == "data inline target=, sequence 2: expected a class from 0 to 999,999, found -1; number the classes from 0")
    #expect(
      message { try inline(.perSequence([[1], [0.5]]), bits: true) }
        == "data inline target=, sequence 2: expected 0 or 1, found 0.5; yes-or-no targets are 0 or 1; other"
        + " numbers need"
        + " the loss mse")
    #expect(message { try inline(.perSequence([[], []])) } != nil)
    #expect(message { try inline(.perStep([[], []])) } != nil)
  }
}
