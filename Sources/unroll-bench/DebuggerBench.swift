import ArgumentParser
import Notebook

/// What looking inside costs: opening pictures, going back, moving through time, and conditions on a training.
struct DebuggerBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "debugger",
    abstract: "Measures opening looks, rewinding, moving through time, and what a condition costs a training.")

  @Option(help: "Rounds; the median is told.") var rounds = 5

  func validate() throws {
    guard rounds >= 1 else { throw ValidationError("at least one round is measured.") }
  }

  func run() throws {
    let looks = ["show flow as=text", "show horizon as=text", "show jacobian as=text", "show spectrum as=text"]
    for look in looks { report(look, "LSTM 128, T = 400", seconds(Self.model(400, 128) + "; unroll") { $0.run(look) }) }
    // Another update in every round: where it once stood a snapshot is kept.
    var update = 31
    report(
      "rewind over 1,000 updates", "LSTM 128, T = 100",
      seconds(Self.model(100, 128) + "; train steps=1000 log=1000") { session in
        session.run("rewind \(update)")
        update += 32
      } after: {
        $0.run("rewind 1000")
      })
    let long = Self.model(1000, 256) + "; unroll"
    var t = 1
    for (name, pass) in [("goto", ""), ("goto in the backward pass", "; pass backward")] {
      let times = seconds(long + pass) { session in
        t = t % 999 + 1
        session.run("goto \(t)")
      }
      report(name, "LSTM 256, T = 1000", times)
    }
    report("goto with the picture of it", "LSTM 256, T = 1000", scrubbing(long))
    conditions()
  }

  private static func model(_ length: Int, _ units: Int) -> String {
    "data adding length=\(length); model m; add lstm \(units); add dense"
  }

  private func report(_ what: String, _ size: String, _ times: [Double]) {
    let sorted = times.sorted()
    print("\(what), \(size): \(milliseconds(sorted[sorted.count / 2])) ms (best \(milliseconds(sorted[0])))")
  }

  private func milliseconds(_ seconds: Double) -> String {
    let tenths = (seconds * 10_000).rounded() / 10
    return tenths >= 100 ? String(Int(tenths.rounded())) : String(tenths)
  }

  /// Seconds of each round of something that a prepared session does.
  private func seconds(
    _ preparation: String, _ body: (Session) -> Void, after: (Session) -> Void = { _ in }
  ) -> [Double] {
    let clock = ContinuousClock()
    let session = Session(environment: SessionEnvironment()) { event in
      if case .failure(let diagnostic) = event { print("failed: \(diagnostic.sentence)") }
    }
    session.run(preparation)
    return (0..<rounds).map { _ in
      let begun = clock.now
      body(session)
      let taken = (clock.now - begun) / .seconds(1)
      after(session)
      return taken
    }
  }

  /// Seconds from a key that moves through time to the snapshot that shows where it led.
  private func scrubbing(_ preparation: String) -> [Double] {
    let clock = ContinuousClock()
    let jobs = JobQueue()
    var times: [Double] = []
    var begun: ContinuousClock.Instant?
    let count = rounds * 4
    jobs.send(.enter(preparation))
    var wanted = 1
    let driver = SessionDriver(environment: SessionEnvironment(), jobs: jobs) { snapshot in
      guard snapshot.unrolled.first?.t == wanted, snapshot.activity == nil else { return }
      if let begun { times.append((clock.now - begun) / .seconds(1)) }
      guard times.count < count else { return jobs.close() }
      begun = clock.now
      wanted += 7
      jobs.send(.gesture("goto \(wanted)"))
    }
    driver.run()
    return times
  }

  /// The same training with a condition on a measure, with one on a probe, and with none.
  private func conditions() {
    let train = "train steps=200 log=200"
    let start = Self.model(100, 128) + "; unroll; train steps=20"
    let kinds = [
      ("on a measure", "; break when loss < 0 or grad.norm > 1e9"), ("on a probe", "; break when grad(1, 1) > 1e9"),
    ]
    for (name, condition) in kinds {
      var (with, without): ([Double], [Double]) = ([], [])
      for _ in 0..<rounds {
        without.append(once(start, train))
        with.append(once(start + condition, train))
      }
      let share = (with.min() ?? .nan) / (without.min() ?? .nan) - 1
      print("a condition \(name) makes training \(String(Int((share * 1000).rounded())))‰ longer (best of \(rounds))")
    }
  }

  private func once(_ preparation: String, _ line: String) -> Double {
    let clock = ContinuousClock()
    let session = Session(environment: SessionEnvironment()) { _ in }
    session.run(preparation)
    let begun = clock.now
    session.run(line)
    return (clock.now - begun) / .seconds(1)
  }
}
