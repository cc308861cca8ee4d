/// Data, its split and the batches it is read in.
enum DataCommands {
  static let all: [NotebookCommand] = []
}
