/// The adding problem: T steps of (u, m), u uniform in [0, 1), m = 1 at one step of each half and 0 elsewhere; the
/// target is the sum of the two marked u (Hochreiter and Schmidhuber 1997; in this form Le, Jaitly, Hinton, arXiv
/// 1504.00941).
///
/// Always answering 1 scores the variance of the sum of two uniform numbers, 1/6.
struct AddingTask: SequenceTask {
  let length: Int

  var shape: DataShape {
    DataShape(input: .vector(size: 2), target: .vector(size: 1), placement: .perSequence)
  }
  var longest: Int { length }
  var note: String {
    "adding: \(PlainNumber.counted(length, "step")) of a number and a mark; the target is the sum of the two marked"
      + " numbers"
  }
  var baseline: Baseline {
    Baseline(loss: 1.0 / 6, scores: [.init(.mse, 1.0 / 6)], sentence: "always answering 1, the mean of the sum")
  }

  func example(_ random: CounterRandom) -> Example {
    var steps = [Double](repeating: 0, count: 2 * length)  // [T, 2]
    for t in 0..<length { steps[2 * t] = random.uniform(t) }
    let half = length / 2
    let first = random.integer(length, below: half)
    let second = half + random.integer(length + 1, below: length - half)
    steps[2 * first + 1] = 1
    steps[2 * second + 1] = 1
    return Example(
      input: .vectors(steps, size: 2), target: .vectors([steps[2 * first] + steps[2 * second]], size: 1),
      steps: length)
  }
}
