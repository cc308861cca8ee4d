/// Pictures and words about the shown example.
enum LookingCommands {
  static let all: [NotebookCommand] = []
}
