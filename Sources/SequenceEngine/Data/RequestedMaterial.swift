extension DataRequest {
  /// What the data are called: the task's name or the file's.
  var name: String {
    switch self {
    case .generated(let task, _, _): task.name
    case .inline: "inline"
    case .text(let path, _), .cloze(let path, _), .csv(let path, _), .rows(let path, _, _), .labelled(let path, _),
      .tagged(let path, _), .pairs(let path, _), .tunes(let path, _), .recordings(let path, _), .strips(let path, _),
      .lines(let path, _), .arrays(let path, _):
      DataFile.name(path)
    }
  }

  /// Reads or prepares what is wanted.
  ///
  /// - Parameter byteBudget: the largest file that is read, in bytes.
  /// - Throws: `DataError`, or what `progress` throws.
  func material(byteBudget: Int, progress: DataProgress) throws -> any Material {
    switch self {
    case .generated(let task, let count, let heldOut):
      return try GeneratedMaterial(task, count: count, heldOut: heldOut, progress: progress)
    case .inline(let sequences):
      return try InlineMaterial(sequences)
    case .rows(let path, let labels, let options):
      return try RowLabelMaterial(
        path: path, labels: labels, options: options, byteBudget: byteBudget, progress: progress)
    case .text(let path, let options):
      return try TextMaterial(path: path, options: options, byteBudget: byteBudget, progress: progress)
    case .cloze(let path, let options):
      return try ClozeMaterial(path: path, options: options, byteBudget: byteBudget, progress: progress)
    case .csv(let path, let options):
      return try SeriesMaterial(path: path, options: options, byteBudget: byteBudget, progress: progress)
    case .labelled(let path, let options):
      return try LabelledMaterial(path: path, options: options, byteBudget: byteBudget, progress: progress)
    case .tagged(let path, let options):
      return try TaggedMaterial(path: path, options: options, byteBudget: byteBudget, progress: progress)
    case .pairs(let path, let options):
      return try PairMaterial(path: path, options: options, byteBudget: byteBudget, progress: progress)
    case .tunes(let path, let options):
      return try PairMaterial(path: path, options: options, byteBudget: byteBudget, progress: progress)
    case .recordings(let path, let options):
      return try RecordingMaterial(path: path, options: options, byteBudget: byteBudget, progress: progress)
    case .strips(let path, let options):
      return try StripMaterial(path: path, options: options, byteBudget: byteBudget, progress: progress)
    case .lines(let path, let options):
      return try LineMaterial(path: path, options: options, byteBudget: byteBudget, progress: progress)
    case .arrays(let path, let options):
      return try ArrayMaterial(path: path, options: options, byteBudget: byteBudget, progress: progress)
    }
  }
}
