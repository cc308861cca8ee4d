import Script
import SequenceEngine

/// Files for other programs and for people without this one.
enum ExportCommand {
  /// What `show` can be asked for, and so can be exported without being shown first.
  private static let subjects =
    LookingCommands.Subject.allCases.map(\.rawValue) + [
      "model", "flow", "truncation", "recall", "connectivity", "neurons", "fixed_points", "sweep",
    ]

  static let command = NotebookCommand(
    CommandSpec(
      "export", family: "session", summary: "write a file for other programs; its name's ending says which",
      forms: [
        CommandForm(
          [ArgumentSpec("FILE", .file)],
          summary: "what was shown last, the notebook, the weights or the curves of the training"),
        CommandForm(
          [ArgumentSpec("WHAT", .keywords(subjects)), ArgumentSpec("FILE", .file)],
          summary: "what show would show, as .svg, .csv or .json"),
      ],
      examples: [
        "export \"gradients.svg\"", "export gates \"gates.csv\"", "export sweep \"radius.csv\"",
        "export \"lesson.html\"", "export \"gated.onnx\"",
        "export \"runs/gated/events.out.tfevents.1\"",
      ],
      help: """
        .svg .csv .json: the tables and pictures of the command that last showed any, or what WHAT says.
        .md .html .ipynb: the notebook with its answers; the page is one file, pictures and all.
        .safetensors .npz: the weights alone, under PyTorch's names; load reads them again.
        .onnx: the model as ONNX operators of opset 14, time first. It is read back and run on the shown example, and
        not written when it does not compute the same.
        A name with tfevents in it: loss, gradient norm and accuracy by update, for TensorBoard, in folders that are made.
        An existing file is replaced only when the new one is complete.
        """, isLook: true)
  ) { command, context in
    guard let argument = command.argument("FILE") else { return }
    let path = try context.path(argument)
    guard let target = ExportTarget(path: path.written) else {
      throw context.failure(
        "the name of the file tells what to write, and '\(legible(path.written))' does not", at: argument,
        hint: "let it end in \(ExportTarget.sentence)")
    }
    let subject = command.keywords.first
    guard subject == nil || target.subject == .shown else {
      throw context.failure(
        "\(subject ?? "") goes into a .svg, .csv or .json file", at: argument,
        hint: "for the notebook or the weights write: export \(quoted(path.written))")
    }
    switch target.subject {
    case .model: try ModelExport(context, target, path).write()
    case .notebook: try NotebookExport.write(target, path, context)
    case .shown:
      if subject == nil, context.workspace.doubts != nil { return try context.endCheck() }
      let outputs = try subject.map { try context.outputs(of: "show \($0)") } ?? context.shown
      try context.endCheck()
      guard let text = try text(of: outputs, target, subject, argument, context) else { return }
      try AtomicFile.write(Array(text.utf8), to: path.absolute)
      context.answer("wrote \(legible(path.written)): \(summary(outputs))")
    }
  }

  private static func summary(_ outputs: [Output]) -> String {
    guard outputs.count == 1 else { return "\(outputs.count) tables and pictures" }
    return outputs[0].title.isEmpty ? outputs[0].kindName : outputs[0].title
  }

  private static func text(
    of outputs: [Output], _ target: ExportTarget, _ subject: String?, _ argument: Argument, _ context: CommandContext
  ) throws -> String? {
    guard !outputs.isEmpty else {
      throw context.failure(
        subject.map { "show \($0) makes no table and no picture here" } ?? "nothing was shown yet that has numbers",
        at: argument, hint: "show something first, for example: show gradients")
    }
    switch target {
    case .csv: return ShownNumbers.csv(outputs)
    case .json: return ShownNumbers.json(outputs)
    default:
      guard let picture = SVGPicture.document(outputs) else {
        throw context.failure(
          "what was shown is a table and no picture", at: argument,
          hint: "export it as .csv or .json, or show it with as=plot or as=bars first")
      }
      return picture
    }
  }
}
