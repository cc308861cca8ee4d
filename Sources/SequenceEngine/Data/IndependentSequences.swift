/// Which of many independent sequences are learned from, chosen by and scored on.
struct SequencePlaces: Sendable {
  /// Every sequence once; those to learn from come first.
  let order: [Int]
  let split: Split

  subscript(part: DataPart) -> ArraySlice<Int> { order[split.range(part, of: order.count)] }

  /// What is not learned from.
  var heldOut: ArraySlice<Int> { order[self[.train].endIndex...] }
}

/// Sequences of which none goes on where another ends.
protocol IndependentSequences: Arrangement {
  var places: SequencePlaces { get }
  /// 0 ≤ sequence < the number of sequences in all.
  func example(of sequence: Int) -> Example
  /// Time steps of a sequence, and of its target where that is a sequence of its own; 0 otherwise.
  func length(of sequence: Int) -> (source: Int, target: Int)
}

extension IndependentSequences {
  func count(_ part: DataPart) -> Int? { places[part].count }

  func trainingLength(_ index: Int) -> (source: Int, target: Int) {
    let own = places[.train]
    return length(of: own[own.startIndex + index])
  }

  func length(of sequence: Int) -> (source: Int, target: Int) { example(of: sequence).length }

  func example(_ part: DataPart, _ index: Int) -> Example {
    let own = places[part]
    return example(of: own[own.startIndex + index])
  }
}

extension TrainingVocabulary {
  /// The vocabulary of the training part's sequences.
  ///
  /// - Parameter symbols: the symbols of one sequence, as numbers of `names`.
  init(
    unit: TextUnit, names: [String], _ places: SequencePlaces, minimumCount: Int,
    symbols: (_ sequence: Int, _ take: (Int) -> Void) -> Void
  ) {
    func counts(_ sequences: ArraySlice<Int>) -> [Int] {
      var counts = [Int](repeating: 0, count: names.count)
      for sequence in sequences { symbols(sequence) { counts[$0] += 1 } }
      return counts
    }
    self.init(
      unit: unit, names: names, training: counts(places[.train]), heldOut: counts(places.heldOut),
      minimumCount: minimumCount)
  }
}
