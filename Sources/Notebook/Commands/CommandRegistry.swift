import Script

/// Every verb of the program, family by family: the one table that parser, help, completion and README read.
public enum CommandRegistry {
  static let commands: [NotebookCommand] =
    DataCommands.all + ModelCommands.all + TrainingCommands.all + SteppingCommands.all + LookingCommands.all
    + SurgeryCommands.all + InferenceCommands.all + LessonCommands.all + RecordingCommands.all + SessionCommands.all + [
      ExportCommand.command
    ]

  public static let table = CommandTable(
    commands: commands.map(\.spec), measures: Measures.specs,
    probes: Probes.specs + RecentMeasures.specs + SessionFacts.specs, guesses: FamiliarWords.all)

  static let byVerb = Dictionary(uniqueKeysWithValues: commands.map { ($0.spec.verb, $0) })
}
