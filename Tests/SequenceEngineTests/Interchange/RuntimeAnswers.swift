import Foundation
import SequenceEngine
import Testing

/// What ONNX Runtime answered for each file: kept beside the tests, and asked for anew where a Python that has it is
/// named.
struct RuntimeAnswers: Codable {
  var checksum: UInt32
  var output: [Double]

  static var python: String? { ProcessInfo.processInfo.environment["UNROLL_ONNX_PYTHON"] }

  static func recorded() throws -> [String: RuntimeAnswers] {
    let folder = try #require(Bundle.module.url(forResource: "Reference", withExtension: nil))
    guard let data = try? Data(contentsOf: folder.appendingPathComponent("onnx_runtime.json")) else { return [:] }
    return try JSONDecoder().decode([String: RuntimeAnswers].self, from: data)
  }

  static func record(_ answers: [String: RuntimeAnswers]) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    try encoder.encode(answers).write(to: folder.appendingPathComponent("Reference/onnx_runtime.json"))
  }

  private static let program = """
    import json, sys, zlib, numpy, onnx, onnxruntime
    answers = {}
    for case in json.load(open(sys.argv[1])):
        onnx.checker.check_model(onnx.load(case["path"]), full_check=True)
        session = onnxruntime.InferenceSession(case["path"], providers=["CPUExecutionProvider"])
        kind = numpy.int64 if case["isTokens"] else numpy.float32
        x = numpy.array(case["input"], dtype=kind).reshape(case["shape"])
        # Two equal rows: what is computed for one must not depend on the other.
        both = session.run(None, {"input": numpy.concatenate([x, x], axis=1)})[0]
        alone = session.run(None, {"input": x})[0]
        rows = both.reshape(-1, 2, both.shape[-1])
        assert abs(rows[:, 0] - rows[:, 1]).max() == 0 and abs(rows[:, 0].ravel() - alone.ravel()).max() < 1e-5
        answers[case["name"]] = {
            "checksum": zlib.crc32(open(case["path"], "rb").read()), "output": [float(v) for v in alone.ravel()]}
    print(json.dumps(answers))
    """

  private struct Question: Codable {
    var name: String
    var path: String
    var isTokens: Bool
    var input: [Double]
    var shape: [Int]
  }

  /// Lets ONNX check every file and ONNX Runtime run it.
  static func ask(_ models: [ONNXCase]) throws -> [String: RuntimeAnswers] {
    let folder = try TemporaryFolder()
    let questions = try models.enumerated().map { number, model -> Question in
      let path = try folder.write("\(number).onnx", model.export().bytes)
      switch model.input {
      case .tokens(let tokens):
        return Question(
          name: model.name, path: path, isTokens: true, input: tokens.map(Double.init), shape: [tokens.count, 1])
      case .vectors(let values, let size):
        return Question(
          name: model.name, path: path, isTokens: false, input: values, shape: [values.count / size, 1, size])
      }
    }
    let file = try folder.write("questions.json", JSONEncoder().encode(questions))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(python))
    process.arguments = ["-c", program, file]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let answers = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "ONNX refuses a file")
    return try JSONDecoder().decode([String: RuntimeAnswers].self, from: answers)
  }
}
