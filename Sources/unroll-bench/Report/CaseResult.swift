/// Milliseconds of one side of one case, by number of threads; its best round counts.
package struct Times: Equatable {
  package private(set) var byThreads: [Int: Double] = [:]

  package init() {}

  package mutating func add(_ milliseconds: Double, threads: Int) {
    byThreads[threads] = min(byThreads[threads] ?? .infinity, milliseconds)
  }

  /// With the number of threads that serves it best; nil when nothing was measured.
  package var best: Double? { byThreads.values.min() }

  /// By rising number of threads.
  package var all: [Double] { byThreads.keys.sorted().compactMap { byThreads[$0] } }
}

/// What a comparison found for one case.
package struct CaseResult {
  package let benchmark: BenchmarkCase
  package var own = Times()
  /// The same pass without looking inside, where the case is one that looks.
  package var plain = Times()
  package var peers: [Contender: Times] = [:]
  /// Largest difference from what the peers computed.
  package var difference: Double?
  /// Matrix products of an update alone.
  package var limit = Times()
  /// Why peers are not among them.
  package var failures: [String] = []

  package init(_ benchmark: BenchmarkCase) { self.benchmark = benchmark }

  /// The fastest peer.
  package var rival: (contender: Contender, milliseconds: Double)? {
    peers.filter { $0.key.variant != .plain }
      .compactMap { entry in entry.value.best.map { (contender: entry.key, milliseconds: $0) } }
      .min { $0.milliseconds < $1.milliseconds }
  }

  /// How many times as long as ours the fastest peer takes, or another.
  package func ratio(to contender: Contender? = nil) -> Double? {
    let other = contender.map { peers[$0]?.best } ?? rival?.milliseconds
    guard let own = own.best, let other else { return nil }
    return other / own
  }

  /// What of our time the products alone take; by rising number of threads.
  package var shareOfLimit: [Double] {
    limit.byThreads.keys.sorted().compactMap { threads in
      guard let limit = limit.byThreads[threads], let own = own.byThreads[threads] else { return nil }
      return limit / own
    }
  }

  /// How much longer looking takes than the plain pass, at each side's best; nil where nothing was compared.
  static func overhead(_ looking: Times?, _ plain: Times?) -> Double? {
    guard let looking = looking?.best, let plain = plain?.best else { return nil }
    return looking / plain - 1
  }
}

extension BenchmarkCase {
  /// Largest difference of numbers that must be alike: |a − b| / |b|, or relative to the largest |b| where small ones are
  /// differences of large ones; infinite when one is not a number or one is missing.
  package func difference(_ own: [Double], _ other: [Double]) -> Double {
    guard own.count == other.count else { return .infinity }
    let largest = other.reduce(0) { max($0, abs($1)) }
    let isSpectrum = sizes.activity == .jacobian
    return zip(own, other).reduce(0) { worst, pair in
      let difference = abs(pair.0 - pair.1) / (isSpectrum ? largest : abs(pair.1))
      return difference.isNaN ? .infinity : max(worst, difference)
    }
  }
}
