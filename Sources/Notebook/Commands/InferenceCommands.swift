/// Sampling, predicting, forecasting.
enum InferenceCommands {
  static let all: [NotebookCommand] = []
}
