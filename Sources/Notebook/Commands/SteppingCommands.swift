/// Walking through unrolled time.
enum SteppingCommands {
  static let all: [NotebookCommand] = []
}
