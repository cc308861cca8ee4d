/// The score of knowing nothing, on each part of the data.
struct PartBaselines: Sendable {
  /// That of the last part that has anything to be scored, which stands for the data.
  let told: Baseline
  private let own: [DataPart: Baseline]

  /// - Parameter score: that of a part which is not empty.
  init(_ isEmpty: (DataPart) -> Bool, score: (DataPart) -> Baseline) {
    var own: [DataPart: Baseline] = [:]
    for part in DataPart.allCases where !isEmpty(part) { own[part] = score(part) }
    self.own = own
    told = own[.test] ?? own[.valid] ?? own[.train] ?? score(.train)
  }

  /// The same with parts that are places of `count` things in order.
  init(_ split: Split, of count: Int, score: (DataPart) -> Baseline) {
    self.init({ split.range($0, of: count).isEmpty }, score: score)
  }

  /// The best answer that does not look at the input, learned from the sequences of the training part.
  init(_ kind: TargetKind, _ places: SequencePlaces, target: (Int) -> SequenceTarget) {
    let training = places[.train].map(target)
    let answer = ConstantAnswer(kind, training: training)
    self.init({ places[$0].isEmpty }) { part in
      answer.score(part == .train ? training : places[part].map(target))
    }
  }

  /// Of sequences that a rule makes: one score for the held-out parts, and for training where it has sequences of the
  /// same kind.
  init(_ told: Baseline, coversTraining: Bool) {
    self.told = told
    own = coversTraining ? [.train: told, .valid: told, .test: told] : [.valid: told, .test: told]
  }

  /// Nil where the part is empty, or nobody knows.
  subscript(part: DataPart) -> Baseline? { own[part] }
}
