/// Training, measuring, saving.
enum TrainingCommands {
  static let all: [NotebookCommand] = []
}
