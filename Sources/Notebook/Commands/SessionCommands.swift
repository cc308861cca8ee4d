/// Help, history, undo, files of commands.
enum SessionCommands {
  static let all: [NotebookCommand] = []
}
