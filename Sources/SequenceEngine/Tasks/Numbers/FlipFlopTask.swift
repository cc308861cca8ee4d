/// The flip-flop: on each of some lines now and then a pulse of 1 or −1; each output is the last pulse on its line
/// (Sussillo and Barak, Opening the black box, Neural Computation 25, 2013).
///
/// Every line has a pulse at the first step. Answering the pulse where there is one and 0 elsewhere scores
/// (1 − p)(T − 1) / T, for the last pulse is as often 1 as −1.
struct FlipFlopTask: SequenceTask {
  let length: Int
  let lines: Int
  /// p: of a pulse at a step
  let rate: Double

  private static let length = TaskOption.length(100)
  private static let lines = TaskOption.integer("bits", 3, 1...1000, "lines, each with a bit to remember")
  private static let rate = TaskOption.number("rate", 0.1, 0...1, "how likely a pulse is at a step of a line")
  private static let tolerance = TaskOption.number("tolerance", 0.5, 1e-9...1e9, "how near every answer must come")

  static let definition = TaskDefinition(
    "flip_flop", teaches: "the last pulse on each of three lines: fixed points, one for each of eight states",
    source: "Sussillo, Barak 2013", options: [length, lines, rate, tolerance]
  ) { values in
    FlipFlopTask(
      length: values(length), lines: values(lines), rate: values.number(rate) ?? 0.1,
      tolerance: values.number(tolerance) ?? 0.5)
  }

  let tolerance: Double

  private init(length: Int, lines: Int, rate: Double, tolerance: Double) {
    (self.length, self.lines, self.rate, self.tolerance) = (length, lines, rate, tolerance)
  }

  var shape: DataShape {
    DataShape(input: .vector(size: lines), target: .vector(size: lines), placement: .perStep)
  }
  var longest: Int { length }
  var criterion: Criterion? { Criterion(.within(tolerance)) }
  var note: String {
    "flip_flop: \(PlainNumber.counted(length, "step")) of \(PlainNumber.counted(lines, "line")) with pulses of 1 and -1;"
      + " the target is the last pulse of each"
  }
  var baseline: Baseline? {
    let mse = (1 - rate) * Double(length - 1) / Double(length)
    return Baseline(loss: mse, scores: [.init(.mse, mse)], sentence: "answering the pulse, and 0 where there is none")
  }

  func example(_ random: CounterRandom) -> Example {
    var input = [Double](repeating: 0, count: length * lines)  // [T, lines]
    var target = input
    let (places, signs) = (random.keyed(0), random.keyed(1))
    for place in input.indices {
      if place < lines || places.uniform(place) < rate {
        input[place] = signs.integer(place, below: 2) == 1 ? 1 : -1
        target[place] = input[place]
      } else {
        target[place] = target[place - lines]
      }
    }
    return Example(input: .vectors(input, size: lines), target: .vectors(target, size: lines), steps: length)
  }
}
