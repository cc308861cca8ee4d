import Glibc

/// Next value of a sine x_t = A sin(2πft + φ) with A uniform in [0.5, 1.5), f in [0.02, 0.1) cycles a step, φ in [0,
/// 2π), or of a sum of several such.
///
/// Repeating the present value scores E[(x_{t+1} − x_t)²] = E[2A² sin²(πf)] = E[A²] (1 − E[cos 2πf]) for each of them.
struct SineTask: SequenceTask {
  let length: Int
  let waves: Int
  private static let length = TaskOption.length(50)
  private static let waves = TaskOption.integer("k", 1, 1...100, "sines that are added up")
  private static let amplitudes = 0.5..<1.5
  private static let frequencies = 0.02..<0.1

  static let definition = TaskDefinition(
    "sine", teaches: "the next value of a wave: amplitude and frequency from what was seen", source: "of common use",
    options: [length, waves]
  ) { values in SineTask(length: values(length), waves: values(waves)) }

  var longest: Int { length }
  var shape: DataShape {
    DataShape(input: .vector(size: 1), target: .vector(size: 1), placement: .perStep, targetSource: .nextInput)
  }
  var note: String {
    "sine: \(PlainNumber.counted(length, "step")) of \(waves == 1 ? "a sine" : "the sum of \(waves) sines") of random amplitude,"
      + " frequency and phase; the target is its next value"
  }
  var baseline: Baseline? {
    let (low, high) = (Self.amplitudes.lowerBound, Self.amplitudes.upperBound)
    let power = (low * low + low * high + high * high) / 3
    let (slow, fast) = (2 * Double.pi * Self.frequencies.lowerBound, 2 * Double.pi * Self.frequencies.upperBound)
    let mse = Double(waves) * power * (1 - (sin(fast) - sin(slow)) / (fast - slow))
    return Baseline(
      loss: mse, scores: [.init(.mse, mse), .init(.rmse, mse.squareRoot())],
      sentence: "persistence: the next value is the present one")
  }

  func example(_ random: CounterRandom) -> Example {
    var wave = [Double](repeating: 0, count: length + 1)
    for number in 0..<waves {
      func between(_ range: Range<Double>, _ place: Int) -> Double {
        range.lowerBound + (range.upperBound - range.lowerBound) * random.uniform(3 * number + place)
      }
      let amplitude = between(Self.amplitudes, 0)
      let turn = 2 * Double.pi * between(Self.frequencies, 1)
      let phase = 2 * Double.pi * random.uniform(3 * number + 2)
      for t in 0...length { wave[t] += amplitude * sin(turn * Double(t) + phase) }
    }
    return Example(
      input: .vectors(Array(wave.dropLast()), size: 1), target: .vectors(Array(wave.dropFirst()), size: 1),
      steps: length)
  }
}

extension GeneratedTask {
  public static func sine(length: Int) -> GeneratedTask {
    GeneratedTask(SineTask.definition, ["length": .integer(length)])
  }
}
