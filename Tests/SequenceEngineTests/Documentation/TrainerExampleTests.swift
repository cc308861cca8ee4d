import Foundation
import SequenceEngine
import Testing

@Suite("The example of the documentation")
struct DocumentationTests {
  @Test("compiles, runs and says something sensible")
  func example() throws {
    // <example>
    let data = try Dataset(.generated(.adding(length: 50), count: nil))
    let lstm = RecurrentLayer(cell: try CellDefinition(parsing: BuiltInCells.lstm), units: 32)
    let model = ModelDescription(
      name: "gated",
      layers: [
        LayerDescription(name: "lstm1", kind: .recurrent(lstm)),
        LayerDescription(name: "dense2", kind: .dense(units: nil, activation: .identity)),
      ])
    var settings = TrainingSettings()
    settings.clipping = .norm(1)
    let state = try ModelState(model, for: data.shape, seed: settings.seed)
    let trainer = try Trainer(state, data, settings)
    for _ in 0..<100 { _ = try trainer.advance() }
    let score = trainer.evaluate(.test)
    let pass = try RecordedPass(
      model, trainer.state.parameters, shape: data.shape, loss: .meanSquared, example: data.example(.test, 0))
    print(score.loss, pass.horizon(layer: 0).norms[0])
    // </example>
    #expect(score.loss < 0.2)
    #expect(pass.steps == 50)
  }

  @Test("stands in the documentation as it is compiled here")
  func isTheSame() throws {
    let here = URL(fileURLWithPath: #filePath)
    let root = (0..<4).reduce(here) { url, _ in url.deletingLastPathComponent() }
    let source = root.appendingPathComponent("Sources/SequenceEngine/Training/Trainer.swift")
    let documented = try String(contentsOf: source, encoding: .utf8).split(separator: "\n")
      .filter { $0.hasPrefix("///     ") }.map { String($0.dropFirst(8)) }
    let lines = try String(contentsOf: here, encoding: .utf8).split(separator: "\n").map(String.init)
    let start = try #require(lines.firstIndex { $0.hasSuffix("// <example>") })
    let end = try #require(lines.firstIndex { $0.hasSuffix("// </example>") })
    #expect(lines[(start + 1)..<end].map { String($0.dropFirst(4)) } == documented)
  }
}
