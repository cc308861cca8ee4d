import Glibc

/// One to many: a frequency, told at the first step alone, and its wave sin 2πft from t = 0 on.
///
/// The input is f between 0.02 and 0.1 cycles a step, brought to 0 … 1, at the first step, and 0 behind it.
struct ToneTask: SequenceTask {
  let length: Int
  let tolerance: Double
  private static let frequencies = 0.02..<0.1

  private static let length = TaskOption.integer("length", 40, 2...1_000_000, "time steps of a sequence")
  private static let tolerance = TaskOption.number("tolerance", 0.1, 1e-9...1e9, "how near every value must come")

  static let definition = TaskDefinition(
    "tone", teaches: "a frequency, told once → its wave: an oscillator that is set by its first input",
    source: "our own", options: [length, tolerance]
  ) { values in ToneTask(length: values(length), tolerance: values.number(tolerance) ?? 0.1) }

  var longest: Int { length }
  var shape: DataShape { DataShape(input: .vector(size: 1), target: .vector(size: 1), placement: .perStep) }
  var criterion: Criterion? { Criterion(.within(tolerance)) }
  var note: String {
    "tone: a frequency at the first of \(PlainNumber.counted(length, "step")); the target is the sine of that frequency"
  }
  var baseline: Baseline? {
    // E[sin² 2πft] = (1 − E[cos 4πft]) / 2, f uniform.
    let (low, high) = (4 * Double.pi * Self.frequencies.lowerBound, 4 * Double.pi * Self.frequencies.upperBound)
    var sum = 0.0
    for t in 1..<length {
      let t = Double(t)
      sum += (1 - (sin(high * t) - sin(low * t)) / ((high - low) * t)) / 2
    }
    let mse = sum / Double(length)
    return Baseline(loss: mse, scores: [.init(.mse, mse)], sentence: "always answering 0")
  }

  func example(_ random: CounterRandom) -> Example {
    let told = random.uniform(0)
    let (low, high) = (Self.frequencies.lowerBound, Self.frequencies.upperBound)
    let turn = 2 * Double.pi * (low + (high - low) * told)
    var input = [Double](repeating: 0, count: length)
    input[0] = told
    return Example(
      input: .vectors(input, size: 1), target: .vectors((0..<length).map { sin(turn * Double($0)) }, size: 1),
      steps: length)
  }
}
