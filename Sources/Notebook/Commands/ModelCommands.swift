/// Models, layer by layer.
enum ModelCommands {
  static let all: [NotebookCommand] = []
}
