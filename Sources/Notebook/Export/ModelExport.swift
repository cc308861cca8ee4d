import Glibc
import Script
import SequenceEngine

/// The current model for other programs: its weights, itself, or how it learned.
struct ModelExport {
  private let context: CommandContext
  private let target: ExportTarget
  private let path: (written: String, absolute: String)

  init(_ context: CommandContext, _ target: ExportTarget, _ path: (written: String, absolute: String)) {
    (self.context, self.target, self.path) = (context, target, path)
  }

  func write() throws {
    let (entry, state) = try context.requireModel()
    let data = try context.requireData()
    try context.endCheck()
    switch target {
    case .onnx: try writeONNX(entry, state, data)
    case .tfevents: try writeEvents(entry)
    default: try writeWeights(entry, state, data)
    }
  }

  private func writeWeights(_ entry: ModelEntry, _ state: ModelState, _ data: Dataset) throws {
    let tensors = try Checkpoint(state: state, shape: data.shape, context.workspace.settings).weights()
    if target == .npz {
      try AtomicFile.write(try NumpyArchive.encoded(tensors), to: path.absolute)
    } else {
      try SafetensorsFile(tensors: tensors, metadata: ["format": "pt"]).save(to: path.absolute)
    }
    let count = NumberFormat.integer.text(Double(tensors.reduce(0) { $0 + $1.shape.reduce(1, *) }))
    context.answer(
      "wrote \(legible(path.written)): \(tensors.count) arrays of \(entry.name), \(count) numbers, under PyTorch's names"
    )
  }

  private func writeONNX(_ entry: ModelEntry, _ state: ModelState, _ data: Dataset) throws {
    let example = try context.workspace.stepper?.example ?? data.example(data.scoredPart(.test), 0)
    let export = try ONNXExport(
      state, for: data.shape, loss: context.workspace.settings.loss(for: data.shape), example: example.input)
    try AtomicFile.write(export.bytes, to: path.absolute)
    context.answer(
      "wrote \(legible(path.written)): \(export.operators) ONNX operators of opset \(export.operatorSet)\n"
        + "proved: read back and run on \(example.steps) time steps, it differs from \(entry.name) by "
        + "\(NumberFormat.significant(2).text(export.difference)) at most "
        + "(largest number \(NumberFormat.general.text(export.largest)))")
  }

  private func writeEvents(_ entry: ModelEntry) throws {
    guard !entry.history.isEmpty else {
      throw SessionError(
        "\(entry.name) was not trained, so that there is no curve", hint: "for example: train steps=300")
    }
    func curve(_ name: String, _ value: (UpdateReport) -> Double?) -> TensorBoardEvents.Scalar {
      .init(name, entry.history.compactMap { report in value(report).map { (report.update, $0) } })
    }
    let curves = [
      curve("loss/train") { $0.loss }, curve("accuracy/train") { $0.accuracy },
      curve("gradient_norm") { $0.gradientNorm },
      .init("loss/valid", entry.validations.map { ($0.update, $0.loss) }),
    ].filter { !$0.points.isEmpty }
    try makeFolders()
    let file = TensorBoardEvents(curves, wallTime: Double(time(nil)))
    try AtomicFile.write(file.encoded(), to: path.absolute)
    context.answer(
      "wrote \(legible(path.written)): \(curves.map(\.tag).joined(separator: ", ")) of \(entry.name), "
        + "\(NumberFormat.integer.text(Double(entry.history.count))) updates, for TensorBoard")
  }

  /// TensorBoard tells runs apart by their folders, so that these are seldom there already.
  private func makeFolders() throws {
    let folders = path.absolute.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    for count in folders.indices.dropFirst(path.absolute.hasPrefix("/") ? 1 : 0) {
      let folder = folders[...count].joined(separator: "/")
      guard !folder.isEmpty, mkdir(folder, 0o755) != 0, errno != EEXIST else { continue }
      throw SessionError("the folder '\(legible(folder))' cannot be made: \(String(cString: strerror(errno)))")
    }
  }
}
