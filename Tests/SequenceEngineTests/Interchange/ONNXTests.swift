import Foundation
import SequenceEngine
import Testing

@Suite("ONNX files compute what the model does")
struct ONNXTests {
  @Test("a file is read back and run by an interpreter of its own", arguments: ONNXCase.all)
  func proved(_ model: ONNXCase) throws {
    let export = try model.export()
    #expect(export.difference <= 1e-12 * max(export.largest, 1))
    #expect(export.largest > 0 && export.operatorSet == 14)
    // The same model makes the same bytes.
    #expect(try model.export().bytes == export.bytes)
  }

  /// What ONNX Runtime answers for files of these very bytes: recorded with it, and compared with the engine.
  @Test("ONNX Runtime computes the same from the same bytes", arguments: ONNXCase.all)
  func runtime(_ model: ONNXCase) throws {
    let recorded = try #require(try RuntimeAnswers.recorded()[model.name], "record it with UNROLL_ONNX_PYTHON")
    let export = try model.export()
    #expect(recorded.checksum == CRC32.checksum(export.bytes), "the file has changed: record its answers anew")
    var answer = try model.answer
    if model.layers.last?.kind == .dense(units: nil, activation: .softmax) {
      answer = stride(from: 0, to: answer.count, by: 5).flatMap { first in
        let powers = answer[first..<first + 5].map(exp)
        return powers.map { $0 / powers.reduce(0, +) }
      }
    }
    if model.loss == .binaryCrossEntropy { answer = answer.map { 1 / (1 + exp(-$0)) } }
    #expect(relativeDifference(recorded.output, answer) < 1e-5)
  }

  @Test(
    "ONNX Runtime and ONNX's checker accept the files that are written now",
    .enabled(if: RuntimeAnswers.python != nil, "UNROLL_ONNX_PYTHON names a Python with onnx and onnxruntime"))
  func live() throws {
    let found = try RuntimeAnswers.ask(ONNXCase.all)
    for model in ONNXCase.all {
      let answer = try #require(found[model.name])
      let bytes = try model.export().bytes
      #expect(answer.checksum == CRC32.checksum(bytes))
      let isFinite = answer.output.allSatisfy { $0.isFinite }
      #expect(isFinite, "\(model.name)")
    }
    if ProcessInfo.processInfo.environment["UNROLL_RECORD"] != nil {
      try RuntimeAnswers.record(found)
    } else {
      let recorded = try RuntimeAnswers.recorded()
      for (name, answer) in found {
        #expect(relativeDifference(answer.output, recorded[name]?.output ?? []) < 1e-5, "\(name)")
      }
    }
  }

  // MARK: What cannot be said

  private func refusal(_ change: (inout RecurrentLayer) -> Void, cell: String = BuiltInCells.lstm) -> String? {
    message {
      try ONNXCase("m", [Models.recurrent(cell, 4, change), .dense(units: nil, activation: .identity)]).export()
    }
  }

  @Test("what ONNX cannot say is refused by name")
  func refused() {
    #expect(
      refusal({ _ in }, cell: BuiltInCells.mgu)
        == "layer1: ONNX has no operator for the cell 'mgu'; it knows rnn, lstm and gru")
    #expect(refusal { $0.window = 3 } == "layer1: ONNX has no operator for window=3")
    #expect(refusal { $0.variation.zoneout = 0.1 }?.contains("zoneout") == true)
    #expect(refusal { $0.variation.normalises = true }?.contains("layernorm inside a cell") == true)
    #expect(refusal { $0.variation.projection = 2 }?.contains("projection=2") == true)
    #expect(refusal { $0.start = .learned }?.contains("start=learned") == true)
    #expect(refusal { $0.feedback = true }?.contains("feedback=output") == true)
    #expect(refusal { $0.clamps = [Clamp("forget", value: 1)] }?.contains("held by hand") == true)
    // What only training uses is no obstacle.
    #expect(refusal { $0.variation.recurrentDropout = 0.3 } == nil)
    let attention = ONNXCase(
      "m", [.selfAttention(SelfAttention(heads: 1)), .dense(units: nil, activation: .identity)])
    #expect(message { try attention.export() }?.contains("attention is not exported") == true)
  }

  @Test("names from outside cannot bring control characters into the file")
  func names() throws {
    var model = ONNXCase(
      "m\u{1B}]0;x\u{7}", [Models.recurrent(BuiltInCells.gru, 4), .dense(units: nil, activation: .identity)])
    model.layers[0].name = "a\u{202E}b\u{9B}"
    let bytes = try model.export().bytes
    #expect(bytes.firstRange(of: Array("\u{1B}]0;x".utf8)) == nil)
    #expect(bytes.firstRange(of: Array("\u{202E}".utf8)) == nil && bytes.firstRange(of: Array("\u{9B}".utf8)) == nil)
    #expect(bytes.firstRange(of: Array("a\\u{202e}b\\u{9b}".utf8)) != nil)
  }
}
