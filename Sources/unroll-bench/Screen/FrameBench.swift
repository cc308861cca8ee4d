import ArgumentParser
import Notebook
import TerminalUI

/// What a frame costs inside the program, and what looking on costs a training.
struct FrameBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "frame",
    abstract: "Measures update and render of the notebook's frame, and what an open view costs a training.")

  @Option(help: "Columns of the screen.") var columns = 200
  @Option(help: "Rows of the screen.") var rows = 60
  @Option(help: "Updates of each training.") var updates = 200
  @Option(help: "Rounds, with the view and without it in turn.") var rounds = 3

  private static let model = "data adding length=100; model gated; add lstm 128; add dense; unroll"

  func run() throws {
    let result = measure(Self.model)
    report("update", result.updates)
    report("render", result.renders)
    print("training with the view open takes \(percent(result.share)) longer (best of \(rounds) rounds each)")
  }

  /// Milliseconds of every update and frame of a watched training, and by how much it is longer than one that nobody
  /// watches.
  func measure(_ model: String) -> (updates: [Double], renders: [Double], share: Double) {
    var snapshots: [SessionSnapshot] = []
    var (watched, alone): ([Double], [Double]) = ([], [])
    for _ in 0..<max(1, rounds) {
      alone.append(seconds(model, isWatched: false) { _ in })
      snapshots = []
      watched.append(seconds(model, isWatched: true) { snapshots.append($0) })
    }
    let (costs, renders) = frames(snapshots)
    return (costs, renders, (watched.min() ?? .nan) / (alone.min() ?? .nan) - 1)
  }

  /// Seconds of the training itself.
  private func seconds(_ model: String, isWatched: Bool, _ publish: @escaping (SessionSnapshot) -> Void) -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    let environment = SessionEnvironment(now: { (clock.now - start) / .seconds(1) })
    let train = "train steps=\(updates) log=\(updates)"
    guard isWatched else {
      let session = Session(environment: environment) { _ in }
      session.run(model)
      let begun = clock.now
      session.run(train)
      return (clock.now - begun) / .seconds(1)
    }
    var begun = clock.now
    var ended: ContinuousClock.Instant?
    let jobs = JobQueue()
    jobs.send(.enter(model))
    jobs.send(.enter(train))
    jobs.close()
    let driver = SessionDriver(environment: environment, jobs: jobs) { snapshot in
      // The first snapshot in which the second entry runs is where the training begins.
      if snapshot.document.entries.count < 2 { begun = clock.now }
      // What is measured at rest, when nothing else is to do, is no part of the training.
      if snapshot.document.entries.last?.status == .done, snapshot.document.entries.count == 2, ended == nil {
        ended = clock.now
      }
      publish(snapshot)
    }
    driver.run()
    return ((ended ?? clock.now) - begun) / .seconds(1)
  }

  /// Milliseconds of each update with a new snapshot, and of each frame drawn after it.
  private func frames(_ snapshots: [SessionSnapshot]) -> (updates: [Double], renders: [Double]) {
    let clock = ContinuousClock()
    var state = AppState(size: Size(columns: columns, rows: rows))
    var (updates, renders): ([Double], [Double]) = ([], [])
    for snapshot in snapshots {
      let start = clock.now
      _ = update(&state, .session(snapshot))
      let drawn = clock.now
      let frame = render(state)
      renders.append((clock.now - drawn) / .milliseconds(1))
      updates.append((drawn - start) / .milliseconds(1))
      precondition(frame.size.columns == columns)
    }
    return (updates, renders)
  }

  private func report(_ name: String, _ times: [Double]) {
    let sorted = times.sorted()
    guard let most = sorted.last else { return }
    let middle = sorted[sorted.count / 2]
    let late = sorted[min(sorted.count - 1, sorted.count * 99 / 100)]
    print(
      "\(name) at \(columns)×\(rows): \(text(middle)) ms (median), \(text(late)) ms (99 of 100), \(text(most)) ms at most"
    )
  }

  private func text(_ number: Double) -> String { NumberFormat.significant(2).text(number) }
  private func percent(_ share: Double) -> String { NumberFormat.percent(1).text(share) }
}
