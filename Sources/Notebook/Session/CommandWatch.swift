/// Looks on while a long command runs, on the session's own thread: a screen stays alive and jobs are answered.
protocol CommandWatch: AnyObject {
  /// Whether the next update is going to be shown, so that what costs a pass over the weights is measured with it.
  var measuresNextUpdate: Bool { get }
  /// Between two updates. Throws `Interruption` when a person wants the training to stop.
  func updated(_ training: inout TrainingRun) throws
  /// The training has ended, however it did.
  func trainingEnded()
  /// Something else than a training has come further.
  func progressed() throws
}

/// Who holds the notebook that commands read and change.
protocol DocumentOwner: AnyObject {
  var document: Document { get set }
  /// The document, or where there is none the script that runs, with what its entries answered so far.
  var notebook: Document { get }
  /// The tables and pictures of the command that last answered with any.
  var shown: [Output] { get }
  /// Told when a training has saved its model: the training, and the file.
  var checkpointed: (String, String) -> Void { get }
  /// Where trainings of a lost session have saved their models last.
  var savedModels: [String: String] { get }
}
