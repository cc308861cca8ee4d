import Foundation
import SequenceEngine

/// One case on all sides, which take turns so that what the machine does meanwhile meets all of them.
struct CaseComparison {
  let benchmark: BenchmarkCase
  let peers: PeerProcesses
  /// Turns of each side with each number of threads.
  let rounds: Int
  let length: RoundLength
  let threadCounts: [Int]

  /// - Parameter folder: where the start weights and batches are written.
  func run(in folder: URL) throws -> CaseResult {
    let dataset = try benchmark.dataset(updates: BenchmarkCase.comparedUpdates, in: folder)
    let state = try benchmark.start(for: dataset.shape)
    let files = try CaseFiles(benchmark, state, dataset, in: folder)
    var result = CaseResult(benchmark)
    for threads in threadCounts {
      try compare(state, dataset, files, threads: threads, &result)
      let weights = benchmark.appliedWeights
      guard !weights.isEmpty else { continue }
      let limit = try ProductLimit(weights).milliseconds(threads: threads, seconds: length.seconds / 2)
      result.limit.add(limit, threads: threads)
    }
    return result
  }

  private func compare(
    _ state: ModelState, _ dataset: Dataset, _ files: CaseFiles, threads: Int, _ result: inout CaseResult
  ) throws {
    Parallel.threads = threads
    let work = try benchmark.work(state, dataset)
    let values = try work.compared()
    let plain = try benchmark.plainWork(state, dataset)
    _ = try plain?.compared()
    var contenders = benchmark.contenders
    for _ in 0..<rounds {
      result.own.add(try work.timed(length).milliseconds, threads: threads)
      if let plain { result.plain.add(try plain.timed(length).milliseconds, threads: threads) }
      contenders = contenders.filter { contender in
        do {
          let request = benchmark.request(contender.variant, files, length)
          guard let answer = try peers.ask(contender.peer, threads: threads, request) else { return false }
          result.add(answer, of: contender, threads: threads, own: values)
          return true
        } catch {
          result.failures.append("\(benchmark.rawValue), \(contender.name), \(threads) threads: \(error)")
          return false
        }
      }
    }
  }
}

extension BenchmarkCase {
  /// What the engine does for this case without looking inside; nil where the case does not look.
  func plainWork(_ state: ModelState, _ dataset: Dataset) throws -> TrainingWork? {
    // Of all rules that of plain descent adds the least to the pass, which is what is compared.
    sizes.activity == .gradientNorms ? try TrainingWork(state, dataset, Optimizer(.sgd)) : nil
  }
}

extension CaseResult {
  mutating func add(_ answer: PeerAnswer, of contender: Contender, threads: Int, own: [Double]) {
    if let milliseconds = answer.milliseconds { peers[contender, default: Times()].add(milliseconds, threads: threads) }
    guard let values = answer.values, contender.variant != .plain else { return }
    difference = max(difference ?? 0, benchmark.difference(own, values))
  }
}
