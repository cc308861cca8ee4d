import Script

/// Every verb of the program, family by family: the one table that parser, help, completion and README read.
enum CommandRegistry {
  static let commands: [NotebookCommand] = []

  static let table = CommandTable(
    commands: commands.map(\.spec))

  static let byVerb = Dictionary(commands.map { ($0.spec.verb, $0) }) { first, _ in first }
}
