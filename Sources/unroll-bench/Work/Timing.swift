/// How long a round goes on: until enough is done or enough time has gone by, but no fewer than a few repetitions.
package struct RoundLength: Codable {
  var seconds: Double
  var most: Int
  var least: Int

  package init(seconds: Double, most: Int, least: Int = 3) {
    (self.seconds, self.most, self.least) = (seconds, most, least)
  }
}

/// What one side did in one round.
struct Timing: Codable, Equatable {
  /// Median of one repetition.
  var milliseconds: Double
  var repetitions: Int
}

extension Work {
  /// Repeats and times; nothing warms up.
  func timed(_ length: RoundLength) throws -> Timing {
    let clock = ContinuousClock()
    let begin = clock.now
    var times: [Double] = []
    repeat {
      let start = clock.now
      try repeatOnce()
      times.append((clock.now - start) / .milliseconds(1))
    } while times.count < length.least
      || (times.count < length.most && (clock.now - begin) / .seconds(1) < length.seconds)
    return Timing(milliseconds: times.median * scale, repetitions: times.count)
  }
}

extension [Double] {
  /// NaN of nothing.
  var median: Double {
    let sorted = sorted()
    guard !isEmpty else { return .nan }
    return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
  }
}
