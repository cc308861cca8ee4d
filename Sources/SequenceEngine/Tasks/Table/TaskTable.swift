extension GeneratedTask {
  /// Every generated task. The command `data`, its help, completion and checking, and README's table live from it.
  public static let table: [TaskDefinition] =
    numbers + waves + orders + grammars + [DatesTask.definition, ReverseTask.definition, ScenesTask.definition]

  private static let numbers = [
    AddingTask.definition, MultiplicationTask.definition, ParityTask.definition, BinaryAdditionTask.definition,
    EchoTask.definition, TwoEchoesTask.definition, FlipFlopTask.definition, TwoSequenceTask.definition,
  ]

  private static let waves = [
    SineTask.definition, ToneTask.definition, Narma10Task.definition, ChaosTask.mackeyGlass, ChaosTask.lorenz,
  ]

  private static let orders = [
    CopyTask.definition, MemorizationTask.definition, TemporalOrderTask.definition, PermutationTask.definition,
    LongLagTask.definition, VeryLongLagTask.definition, MotifTask.definition,
  ]

  private static let grammars = [
    ReberTask.definition, EmbeddedReberTask.definition, CountingTask.twoLetters, CountingTask.threeLetters,
    BracketTask.dyck1, BracketTask.shuffle2, BracketTask.dyck2,
  ]
}
