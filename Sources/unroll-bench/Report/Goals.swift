/// How fast the engine is meant to be beside the fastest peer, with the better of one and two threads for all.
extension BenchmarkCase {
  /// Times that the fastest peer takes as long.
  var goal: Double {
    switch self {
    case .a: 2.9
    case .b: 1.75
    case .c: 1.4
    case .d, .e: 2.5
    case .f: 2.9
    case .g: 12
    case .h: 2
    case .i: 2.6
    case .j, .l: 1.5
    case .k: 2.9
    }
  }

  /// The same beside one peer that need not be the fastest.
  var furtherGoals: [(contender: Contender, ratio: Double)] {
    switch self {
    case .j: contenders.filter { $0.form == "nn.LSTM" }.map { ($0, 50) }
    case .k: contenders.filter { $0.peer == .pytorch && $0.variant == .usual }.map { ($0, 45) }
    default: []
    }
  }

  /// What of an update the matrix products are meant to be, at least.
  var goalOfLimit: Double? { [.b, .c, .d, .f].contains(self) ? 0.75 : nil }
}

enum Goal {
  /// What looking at every gradient may add to a pass.
  static let overheadOfLooking = 0.03
  /// Megabytes of a process that trains case b.
  static let memory = 60.0
}
