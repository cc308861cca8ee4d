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
}
