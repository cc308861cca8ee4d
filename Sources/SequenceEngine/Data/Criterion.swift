/// When a sequence counts as solved: the success that the paper of a task counts, where a loss or a share of right
/// targets is not it.
public struct Criterion: Sendable, Equatable {
  public enum Rule: Sendable, Equatable {
    /// The largest output is that of the class; the output of a bit is on its side of one half.
    case right
    /// |y − target| < tolerance for every number.
    case within(Double)
    /// The outputs of the symbols that may come next are larger than all others.
    case legal(Automaton)
  }

  public let rule: Rule
  /// Whether the last target of a sequence counts alone.
  public let asksLastAlone: Bool

  public init(_ rule: Rule, lastAlone: Bool = false) {
    self.rule = rule
    asksLastAlone = lastAlone
  }

  /// What it asks for, in words.
  public var sentence: String {
    let targets = asksLastAlone ? "the last target" : "every target"
    switch rule {
    case .right: return "a sequence is solved when \(targets) is right"
    case .within(let tolerance):
      return "a sequence is solved when \(targets) is met within \(PlainNumber.text(tolerance))"
    case .legal: return "a sequence is solved when the legal symbols always have the largest outputs"
    }
  }

  /// Whether each row of a batch is solved; [B].
  ///
  /// - Parameters:
  ///   - output: what the model put out for each target, [T, B, O] or [B, O].
  ///   - areLogits: whether the outputs are logits of numbers between 0 and 1.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func solved<Scalar: KernelScalar>(
    _ output: UnsafePointer<Scalar>, width: Int, _ batch: Batch, areLogits: Bool
  ) -> [Bool] {
    (0..<batch.rows).map { row in
      let places = batch.placement == .perStep ? batch.lengths[row] : 1
      if case .legal(let automaton) = rule {
        return Self.isLegal(automaton, output, width: width, batch, row)
      }
      var asked = places - 1
      // Nothing is asked where a target is missing, so the last one may be earlier.
      if asksLastAlone {
        while asked > 0, !has(batch.target, asked * batch.rows + row) { asked -= 1 }
      }
      return (asksLastAlone ? asked..<asked + 1 : 0..<places).allSatisfy { t in
        let place = t * batch.rows + row
        return isMet(output + place * width, width, batch.target, place, areLogits: areLogits)
      }
    }
  }

  private func has(_ target: SequenceTarget, _ place: Int) -> Bool {
    switch target {
    case .classes(let classes): classes[place] >= 0
    case .vectors(let values, let size): values[place * size..<(place + 1) * size].contains { !$0.isNaN }
    case .labels: false
    }
  }

  private func isMet<Scalar: KernelScalar>(
    _ output: UnsafePointer<Scalar>, _ width: Int, _ target: SequenceTarget, _ place: Int, areLogits: Bool
  ) -> Bool {
    switch target {
    case .classes(let classes):
      let own = Int(classes[place])
      guard own >= 0 else { return true }
      for k in 0..<width where k != own && !(output[k] < output[own]) { return false }
      return true
    case .vectors(let values, let size):
      for i in 0..<size {
        let wanted = values[place * size + i]
        guard !wanted.isNaN else { continue }
        let y = Double(output[i])
        switch rule {
        case .within(let tolerance):
          guard abs((areLogits ? 1 / (1 + Double.exponential(-y)) : y) - wanted) < tolerance else { return false }
        case .right, .legal:
          guard (y > (areLogits ? 0 : 0.5)) == (wanted > 0.5), !y.isNaN else { return false }
        }
      }
      return true
    case .labels: return false
    }
  }

  private static func isLegal<Scalar: KernelScalar>(
    _ automaton: Automaton, _ output: UnsafePointer<Scalar>, width: Int, _ batch: Batch, _ row: Int
  ) -> Bool {
    guard case .tokens(let tokens) = batch.input else { return false }
    var state = automaton.start
    for t in 0..<batch.lengths[row] {
      let place = t * batch.rows + row
      guard let next = automaton.state(after: Int(tokens[place]), in: state) else { return false }
      state = next
      var (least, most) = (Double.infinity, -Double.infinity)
      for k in 0..<width {
        let y = Double(output[place * width + k])
        if y.isNaN { return false }
        if automaton.state(after: k, in: state) != nil { least = min(least, y) } else { most = max(most, y) }
      }
      guard least > most else { return false }
    }
    return true
  }
}
