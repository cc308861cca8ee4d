/// What a student may try at an exercise of a shipped lesson, and what the check makes of it.
struct LessonAttempt {
  let lesson: String
  /// The exercise, from 1.
  let exercise: Int
  let commands: String
  /// The assertions that refuse it; none: it is one way to do it.
  let refusals: [String]

  private init(_ lesson: String, _ exercise: Int, _ commands: String, _ refusals: String...) {
    (self.lesson, self.exercise, self.commands, self.refusals) = (lesson, exercise, commands, refusals)
  }

  static func all(_ lesson: String, _ exercise: Int) -> [LessonAttempt] {
    (untouched + halfRight + otherData + rightOtherwise).filter { $0.lesson == lesson && $0.exercise == exercise }
  }

  /// With what the lesson itself has made.
  private static let untouched = [
    LessonAttempt("attention", 2, "model look", "the model is bridge"),
    LessonAttempt("directions", 2, "model both\nevaluate", "it has a convolution", Self.forward),
    LessonAttempt("rivals", 1, "model lstm\nevaluate", "it has convolutions", "and no recurrent layer"),
    LessonAttempt(
      "slope", 1, "model line\nset rnn1.input 1.5\ntrain steps=1", "the update began at w = 1, where the slope is −4",
      "rate · slope is the way of 0.5 from there to the bottom"),
    LessonAttempt(
      "vanishing", 1, "model plain\ninit rnn1.recurrent orthogonal\nspectral rnn1 1.1", "it has not been trained"),
  ]

  private static let forward = "nothing runs from the end to the start"

  /// Without what the exercise is about.
  private static let halfRight = [
    LessonAttempt("attention", 2, "model bridge\ntrain steps=1\nevaluate", "it has attention"),
    LessonAttempt(
      "cures", 1, "model cut\nadd rnn 32\nadd dense\noptimizer sgd rate=0.05\ntrain steps=40 log=40\nevaluate",
      "the error goes back a few steps only", "before its first update the spectral radius was 1.6"),
    LessonAttempt(
      "vanishing", 2, "data adding length=8\nmodel short\nadd rnn 32 activation=relu\nadd dense",
      "the net is a plain rnn of 32 tanh units"),
    LessonAttempt(
      "forecasting", 1,
      "model idle\nadd rnn 8\nadd dense\noptimizer adam rate=0.00001\ntrain steps=100 log=100\nevaluate",
      "each step is one number: the smoothed column is gone", "its rate is large enough to learn by"),
    LessonAttempt("sampling", 1, "let odds = 7.4 * 2", "halving the temperature squares the odds"),
  ]

  /// Where others are easier.
  private static let otherData = [
    LessonAttempt("cures", 2, "data adding length=8", "it has 60 steps"),
    LessonAttempt(
      "gru", 2, "data echo length=30 lag=1\nmodel easy\nadd lstm 4\nadd dense", "the task is adding",
      "what remembers is a GRU"),
    LessonAttempt("sampling", 2, "data valley", "the text is that of this lesson, harbour"),
    LessonAttempt(
      "memory", 2, "model small\nadd rnn 1\nadd dense\ntrain steps=100 log=100\nevaluate",
      "its lag is 3 and its length 20, as in this lesson"),
    LessonAttempt("wiring", 2, "data dates", "the data are the tunes"),
    LessonAttempt("forecasting", 2, "data co2 horizon=6", "the next month is forecast"),
  ]

  private static let rightOtherwise = [
    LessonAttempt("sampling", 1, "let odds = 7.4^2"), LessonAttempt("sampling", 1, "let odds = 55"),
  ]
}
