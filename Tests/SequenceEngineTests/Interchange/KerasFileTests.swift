import Foundation
import SequenceEngine
import Testing

/// Files that Keras 3 wrote, and what its models put out (scripts/exchange/keras_reference.py).
@Suite("Files of Keras")
struct KerasFileTests {
  private struct Answer: Codable {
    var input: [Double]
    var output: [Double]
    var names: [String]
  }

  private func folder() throws -> URL {
    try #require(Bundle.module.url(forResource: "Reference", withExtension: nil))
  }

  private func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: try folder().appendingPathComponent(name)))
  }

  private func model(_ name: String) -> (kinds: [LayerDescription], shape: DataShape) {
    let dense = LayerKind.dense(units: nil, activation: .identity)
    guard name == "vectors" else {
      return (
        Models.description([
          .embedding(size: 3), .convolution(Convolution(units: 4, width: 3, activation: .relu)),
          Models.recurrent(BuiltInCells.rnn, 4), .dropout(rate: 0.3), dense,
        ]).layers,
        DataShape(input: .token(vocabulary: 5), target: .classes(count: 5), placement: .perStep)
      )
    }
    var layers = [
      LayerDescription(name: "lstm1.forward", kind: Models.recurrent(BuiltInCells.lstm, 4), reads: [.input]),
      LayerDescription(
        name: "lstm1.reverse", kind: Models.recurrent(BuiltInCells.lstm, 4) { $0.isReversed = true }, reads: [.input]),
      LayerDescription(
        name: "lstm1", kind: .merge(.concat), reads: [.layer("lstm1.forward"), .layer("lstm1.reverse")]),
    ]
    layers +=
      Models.description([
        Models.recurrent(BuiltInCells.gru, 3) { $0.bias = .two }, .layerNorm,
        Models.recurrent(BuiltInCells.gruResetBefore, 4),
        Models.recurrent(BuiltInCells.lstm, 3), .dense(units: 4, activation: .tanh), dense,
      ]).layers
    return (layers, DataShape(input: .vector(size: 3), target: .vector(size: 2), placement: .perStep))
  }

  @Test(
    "a model with the weights of a file puts out what Keras' does", arguments: ["vectors", "symbols"],
    ["weights.h5", "npz"])
  func same(_ name: String, _ ending: String) throws {
    let answer = try JSONDecoder().decode(Answer.self, from: Data(try bytes("keras_\(name).json")))
    let (layers, shape) = model(name)
    var state = try ModelState(ModelDescription(name: "m", layers: layers), for: shape, seed: 1)
    let file = try WeightFile.read(try folder().appendingPathComponent("keras_\(name).\(ending)").path)
    state.parameters = try Checkpoint.weights(
      of: file, for: try ModelPlan(state.description, for: shape), path: "keras")
    let input: SequenceInput =
      name == "vectors" ? .vectors(answer.input, size: 3) : .tokens(answer.input.map { Int32($0) })
    let found = try Predictor(state, for: shape, loss: .meanSquared).outputs([input])[0].flatMap { $0 }
    #expect(relativeDifference(found, answer.output) < 1e-5)
  }

  @Test("a damaged HDF5 file is refused or read without harm, wherever that is")
  func damaged() throws {
    let whole = try bytes("keras_symbols.weights.h5")
    func read(_ bytes: [UInt8]) -> Bool {
      (try? WeightFile.read(bytes: bytes, name: "h5")) != nil
    }
    #expect(read(whole))
    for length in stride(from: 0, to: whole.count, by: 997) { _ = read(Array(whole[..<length])) }
    for place in stride(from: 0, to: whole.count, by: 11) {
      for mask: UInt8 in [0x80, 0xFF] {
        var damaged = whole
        damaged[place] ^= mask
        _ = read(damaged)
      }
    }
  }

  @Test("what is newer, compressed or no HDF5 at all is refused with the way out")
  func refused() throws {
    let whole = try bytes("keras_symbols.weights.h5")
    var newer = whole
    newer[8] = 3
    #expect(
      message { try WeightFile.read(bytes: newer, name: "h5") }?.contains(
        "superblock version 0 or 1, found another; save the weights as .npz") == true)
    let chunks = try bytes("hdf5_chunked.h5")
    #expect(
      message { try WeightFile.read(bytes: chunks, name: "h5") }?.contains("an array in one piece, found chunks")
        == true)
    let latest = try bytes("hdf5_latest.h5")
    #expect(message { try WeightFile.read(bytes: latest, name: "h5") }?.contains("save the weights as .npz") == true)
  }
}
