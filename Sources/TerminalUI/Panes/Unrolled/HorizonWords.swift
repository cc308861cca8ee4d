import Notebook

/// What a layer's gradient does on its way back, in the words that fit.
struct HorizonWords {
  private let layer: UnrolledSnapshot.Layer
  /// From 1.
  private let t: Int

  init(_ layer: UnrolledSnapshot.Layer, t: Int) {
    self.layer = layer
    self.t = t
  }

  /// The whole sentence, or a shorter one of the same meaning.
  func line(width: Int) -> StyledLine {
    var sentence = layer.horizon
    let shortenings = [
      ("the gradient ", ""), ("the last loss's", "last loss's"), ("the first loss's", "first loss's"),
      ("nothing earlier than", "nothing before"), ("nothing later than", "nothing after"), (" steps back;", " steps;"),
      (" steps on;", " steps;"), ("it is heard back to the first step", "heard throughout"),
      ("it is heard up to the last step", "heard throughout"), (" is heard", ""), (" loss's gradient ", " loss: "),
      ("heard throughout", "all heard"), ("nothing before", "none before"), ("nothing after", "none after"),
      (" every ", " in "),
    ]
    for (long, short) in shortenings where sentence.displayWidth > width {
      sentence = sentence.replacing(long, with: short)
    }
    return StyledLine(sentence, layer.isHeardThroughout ? .plain : .warning)
  }

  /// The sentence and, where a shorter one leaves room for it, the gate that forgets.
  func parts(width: Int) -> [StyledLine] {
    guard let kept = layer.carries.first?.words(t: t) else { return [line(width: width)] }
    let short = line(width: width - Self.roomForKept(layer))
    return short.width + Self.roomForKept(layer) <= width ? [short, StyledLine(kept)] : [line(width: width)]
  }

  /// Whether a footer of that width holds the sentence with all of its numbers.
  func fitsWithNumbers(width: Int) -> Bool {
    let words = parts(width: width)
    let used = words.count > 1 ? words[0].width + Self.roomForKept(layer) : words[0].width
    return numbers.reduce(used) { $0 + 3 + $1.width } <= width
  }

  /// The longest that the words about the gate become at any t, so that nothing moves with the cursor.
  private static func roomForKept(_ layer: UnrolledSnapshot.Layer) -> Int {
    layer.carries.first.map { 3 + $0.words(of: "<0.1%").displayWidth } ?? 0
  }

  /// Spectral radius and gain of the last step, where there are any.
  var numbers: [StyledLine] {
    [("radius", layer.radius), ("σ", layer.stepGain)].filter { !$0.1.isNaN }.map { name, value in
      var line = StyledLine(name + " ", .soft)
      line.append(NumberFormat.significant(3).text(value), value.isFinite ? .strong : .error)
      return line
    }
  }
}

extension UnrolledSnapshot.Carry {
  /// "forget keeps 1.8% of c", the mean over the units at a time step; nil where there is no such number.
  func words(t: Int) -> String? {
    guard means.indices.contains(t - 1), means[t - 1].isFinite else { return nil }
    let mean = means[t - 1]
    return words(of: mean > 0 && mean < 0.001 ? "<0.1%" : NumberFormat.percent(mean < 0.0995 ? 1 : 0).text(mean))
  }

  fileprivate func words(of share: String) -> String { "\(factor) keeps \(share) of \(state)" }
}
