/// How far back through time a gradient is carried, and what is kept for it.
///
/// With a reach of K and segments of K1 time steps the losses of each segment are carried back to K steps before the
/// segment's end: BPTT(K; K1) of Williams, Peng: An efficient gradient-based algorithm for on-line training of recurrent
/// network trajectories, Neural Computation 2 (1990). The state is carried across every border.
public struct Backpropagation: Sendable, Equatable, Codable {
  /// K; nil: to the start of the sequence.
  public var reach: Int?
  /// K1, at most K; nil: K.
  public var segment: Int?
  /// Whether states are kept every √T time steps alone, and what lies between is computed again on the way back: the same
  /// gradients, bit for bit, for one more forward pass. Chen et al.: Training deep nets with sublinear memory cost, 2016.
  public var recomputes: Bool

  public init(reach: Int? = nil, segment: Int? = nil, recomputes: Bool = false) {
    self.reach = reach
    self.segment = segment
    self.recomputes = recomputes
  }

  public static let full = Backpropagation()

  /// Whether a file may ask for it.
  var isSane: Bool {
    (reach.map { $0 > 0 } ?? true) && (segment.map { $0 > 0 && $0 <= reach ?? 0 } ?? true)
  }

  /// Whether it asks for more than borders that a whole pass can cut at.
  var needsStretches: Bool { recomputes || (segment.map { $0 != reach } ?? false) }
}

/// The stretches of time that a batch is computed in, as positions in its longest row.
package struct TimeSchedule: Sendable, Equatable {
  /// Losses of the steps `lossStart..<end` are carried back to `start`.
  package struct Window: Sendable, Equatable {
    package var start, lossStart, end: Int
  }

  let steps: Int
  /// In the order of time.
  package let windows: [Window]
  /// Time steps that are in memory at once.
  let pieceLength: Int
  /// Positions count from each row's end (one target for a sequence), else from its start.
  let alignsEnds: Bool

  /// nil when one pass over everything does what is asked for.
  ///
  /// - Parameter hearsOnlyTheEnd: whether every gradient comes in at the last time step.
  package init?(_ settings: Backpropagation, steps: Int, placement: TargetPlacement, hearsOnlyTheEnd: Bool) {
    let reach = min(settings.reach ?? steps, steps)
    guard reach > 0, reach < steps || settings.recomputes else { return nil }
    self.steps = steps
    alignsEnds = placement == .perSequence && reach < steps
    let segment = min(settings.segment ?? reach, reach)
    if reach == steps {
      windows = [Window(start: 0, lossStart: 0, end: steps)]
    } else if placement == .perStep {
      // Segments that all reach the start are one: their gradients add up.
      var windows = [Window(start: 0, lossStart: 0, end: reach / segment * segment)]
      while let last = windows.last, last.end < steps {
        let end = min(last.end + segment, steps)
        windows.append(Window(start: max(0, last.end + segment - reach), lossStart: last.end, end: end))
      }
      self.windows = windows
    } else if hearsOnlyTheEnd {
      windows = [Window(start: steps - reach, lossStart: steps - segment, end: steps)]
    } else {
      windows = stride(from: steps, to: 0, by: -segment).map { end in
        Window(start: max(0, end - reach), lossStart: max(0, end - segment), end: end)
      }.reversed()
    }
    let longest = windows.reduce(0) { max($0, $1.end - $1.start) }
    pieceLength = settings.recomputes ? Int(Double(longest).squareRoot().rounded(.up)) : longest
  }

  /// A stretch cut where memory ends and where states are wanted.
  func pieces(_ range: Range<Int>, cutAt borders: Set<Int> = []) -> [Range<Int>] {
    var pieces: [Range<Int>] = []
    var start = range.lowerBound
    while start < range.upperBound {
      let limit = min(start + pieceLength, range.upperBound)
      let end = borders.filter { $0 > start && $0 < limit }.min() ?? limit
      pieces.append(start..<end)
      start = end
    }
    return pieces
  }

  /// States that are kept at once, at most.
  var keptBorders: Int {
    let within = windows.map { pieces($0.start..<$0.end).count }.max() ?? 1
    return (alignsEnds ? windows.count : 1) + within
  }

  /// Where a position lies in a row.
  func place(_ position: Int, inRowOf length: Int) -> Int {
    alignsEnds ? max(0, length - (steps - position)) : min(position, length)
  }
}
