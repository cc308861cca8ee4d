import Notebook

/// What a layer's gradient does on its way back, in the words that fit.
struct HorizonWords {
  private let layer: UnrolledSnapshot.Layer

  init(_ layer: UnrolledSnapshot.Layer) { self.layer = layer }

  /// The whole sentence, or a shorter one of the same meaning.
  func line(width: Int) -> StyledLine {
    var sentence = layer.horizon
    let shortenings = [
      ("the gradient ", ""), ("the last loss's", "last loss's"), ("the first loss's", "first loss's"),
      ("nothing earlier than", "nothing before"), (" steps back;", " steps;"),
    ]
    for (long, short) in shortenings where sentence.displayWidth > width {
      sentence = sentence.replacing(long, with: short)
    }
    return StyledLine(sentence, layer.earliestHeard.map { $0 > 1 } ?? true ? .warning : .plain)
  }

  /// Whether a footer of that width holds the sentence with all of its numbers.
  func fitsWithNumbers(width: Int) -> Bool {
    numbers.reduce(line(width: width).width) { $0 + 3 + $1.width } <= width
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
