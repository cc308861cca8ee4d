/// How well classes are found, rare ones as much as frequent ones: the mean of F1 = 2 tp / (2 tp + fp + fn) over the
/// classes that stand in the targets or in the answers; for bits the F1 of the ones.
struct ClassScore {
  private let areBits: Bool
  private var (hits, asked, answered): ([Int], [Int], [Int])

  /// Nil for numbers, for texts that are continued and for targets that are texts of their own.
  init?(_ dataset: Dataset) {
    switch dataset.shape.target {
    case .vector, .labels: return nil
    case .bits: areBits = true
    case .classes:
      guard dataset.tellsClasses else { return nil }
      areBits = false
    }
    let size: Int
    if case .classes(let count) = dataset.shape.target { size = count } else { size = 1 }
    let none = [Int](repeating: 0, count: size)
    (hits, asked, answered) = (none, none, none)
  }

  mutating func add(_ output: [Double], _ target: SequenceTarget) {
    switch target {
    case .classes(let classes):
      for (place, own) in classes.enumerated() where own >= 0 {
        let logits = output[place * hits.count..<(place + 1) * hits.count]
        let best = (logits.indices.max { logits[$0] < logits[$1] } ?? logits.startIndex) - logits.startIndex
        note(asked: Int(own), answered: best)
      }
    case .vectors(let values, _):
      guard areBits else { return }
      for (place, value) in values.enumerated() where !value.isNaN {
        note(asked: value > 0.5 ? 0 : nil, answered: output[place] > 0 ? 0 : nil)
      }
    case .labels: break
    }
  }

  private mutating func note(asked own: Int?, answered answer: Int?) {
    if let own { asked[own] += 1 }
    if let answer { answered[answer] += 1 }
    if let own, own == answer { hits[own] += 1 }
  }

  /// NaN before there is a class.
  var f1: Double {
    var (sum, present) = (0.0, 0)
    for c in hits.indices where asked[c] + answered[c] > 0 {
      sum += 2 * Double(hits[c]) / Double(asked[c] + answered[c])
      present += 1
    }
    return present > 0 ? sum / Double(present) : .nan
  }
}
