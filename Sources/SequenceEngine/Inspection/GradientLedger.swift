/// Which part of the gradient a ledger follows.
public enum GradientRoute: Sendable, Equatable {
  /// All of it.
  case whole
  /// What crosses the steps between t and s in this state alone: no other state hands anything on from step to step. What
  /// changes from one state to another on the way is in no such ledger; of a cell with one state it is everything.
  case state(String)
  /// What comes from step t + 1 to dL/dh(t) through this gate. Gates that read other gates share what goes through both.
  case gate(String)
  /// What the layer sends to its input: dL/dx(t).
  case input
  /// What reaches an encoder's layer through attention; the rest comes through the state that the decoder starts from.
  case attention
}

/// Who sent the gradient: how much of dL/dh(t) came from the loss of step s.
///
/// With L = Σ_s L(s), dL/dh(t) = Σ_s dL(s)/dh(t), each a vector. `norm(t, s)` is the length of one of them, `credit(t, s)`
/// its part along the real gradient, so that the credits of a row add up to ‖dL/dh(t)‖ exactly. Credits below zero are of
/// losses that pull against the rest.
public struct GradientLedger: Sendable, Equatable {
  public let route: GradientRoute
  /// T.
  public let steps: Int
  /// Time steps, from 1, whose loss sends anything; a loss of the whole sequence is at the last step that has a gradient.
  public let lossSteps: [Int]
  /// Whether the sequence has one loss, which is no one step's.
  public let hasOneLoss: Bool
  /// Whether the losses are of another time axis than the layer: those of a decoder for a layer of its encoder.
  public var isAcross = false
  /// ‖dL(s)/dh(t)‖; [T, losses].
  public let norms: [Double]
  /// dL(s)/dh(t) · u(t), u(t) = dL/dh(t) / ‖dL/dh(t)‖; [T, losses].
  public let credits: [Double]
  /// dL(s)/dh(t) of one unit, when one was asked for; [T, losses].
  public let unitValues: [Double]?
  /// ‖dL/dh(t)‖ of the recorded pass (‖dL/dx(t)‖ for the input's route); [T].
  public let totals: [Double]
  /// Largest ‖Σ_s dL(s)/dh(t) − dL/dh(t)‖ / ‖dL/dh(t)‖ over t; nil where the route is a part alone.
  public let worstDifference: Double?

  private func place(_ t: Int, _ s: Int) -> Int? {
    lossSteps.firstIndex(of: s).map { (t - 1) * lossSteps.count + $0 }
  }

  /// t and s from 1; 0 where step s has no loss.
  public func norm(_ t: Int, _ s: Int) -> Double { place(t, s).map { norms[$0] } ?? 0 }
  public func credit(_ t: Int, _ s: Int) -> Double { place(t, s).map { credits[$0] } ?? 0 }

  /// All of step t's credits, [losses].
  public func credits(at t: Int) -> ArraySlice<Double> {
    credits[(t - 1) * lossSteps.count..<t * lossSteps.count]
  }

  /// Sums of the columns: what each loss gave over all steps; together Σ_t ‖dL/dh(t)‖. [losses].
  public var columnSums: [Double] {
    lossSteps.indices.map { s in (0..<steps).reduce(0) { $0 + credits[$1 * lossSteps.count + s] } }
  }

  /// Mean number of steps that the gradient at t has come, by the size of its credits; nil where there is none.
  public func meanDistance(at t: Int) -> Double? {
    guard !isAcross else { return nil }
    let row = credits(at: t)
    let weight = row.reduce(0) { $0 + abs($1) }
    guard weight > 0, weight.isFinite else { return nil }
    return zip(row, lossSteps).reduce(0) { $0 + abs($1.0) * Double(abs($1.1 - t)) } / weight
  }
}

extension RecordedPass {
  /// The ledger of a recurrent layer, by its number among the recurrent ones: all losses go back at once, in groups of
  /// rows.
  ///
  /// - Parameters:
  ///   - unit: from 0; keeps that unit's share of every entry.
  ///   - progress: called between groups with (losses done, losses); throwing stops the work.
  /// - Throws: `ModelError` where the layer has no such state or gate, where the ledger would not fit in memory, or what
  ///   `progress` throws.
  public func ledger(
    layer number: Int, route: GradientRoute = .whole, unit: Int? = nil,
    progress: ((Int, Int) throws -> Void)? = nil
  ) throws -> GradientLedger {
    if plan.decoderStart != nil { return try DecoderLedger(self, layers[number], route, unit).write(progress) }
    return try LedgerWriter(self, layers[number], route, unit).write(progress)
  }
}
