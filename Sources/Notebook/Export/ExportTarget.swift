/// What a file is to hold, told by how its name ends.
enum ExportTarget: String, CaseIterable {
  /// What was shown.
  case svg, csv, json
  /// The notebook.
  case md, html, ipynb
  /// The current model's weights.
  case safetensors, npz, onnx
  /// The curves of its training, in the files that TensorBoard finds: these have no ending.
  case tfevents

  /// nil: no ending that says it.
  init?(path: String) {
    let name = path.split(separator: "/").last ?? ""
    if name.contains("tfevents") {
      self = .tfevents
      return
    }
    guard let dot = name.lastIndex(of: ".") else { return nil }
    self.init(rawValue: name[name.index(after: dot)...].lowercased())
  }

  enum Subject { case shown, notebook, model }

  var subject: Subject {
    switch self {
    case .svg, .csv, .json: .shown
    case .md, .html, .ipynb: .notebook
    case .safetensors, .npz, .onnx, .tfevents: .model
    }
  }

  static let sentence =
    ".svg, .csv or .json for what was shown, .md, .html or .ipynb for the notebook, .safetensors, .npz or .onnx for "
    + "the weights; TensorBoard wants a name like events.out.tfevents.1"
}
