import Foundation
import Testing

/// The repository that this file stands in.
let repository = (0..<3).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }

@Suite("Shipped scripts", .serialized)
struct ExampleTests {
  static let scripts = [
    "first", "vanishing", "exploding", "cures", "sunspots", "characters", "adding", "dates", "tags",
    "flow", "noise", "stateful", "transformer", "wiring/autoencoder", "wiring/cloze",
    "wiring/digit_strip", "wiring/digits", "wiring/digits_grid", "wiring/motif",
    "wiring/one_to_one", "wiring/patterns", "wiring/phrases", "wiring/scenes", "wiring/sentiment", "wiring/tunes",
    "wiring/vowels",
  ]

  @Test("runs, and every assertion holds", arguments: scripts)
  func runs(_ name: String) throws {
    let path = repository.appendingPathComponent("scripts/\(name).rnn").path
    let result = try Program.run("run", path)
    #expect(result.status == 0, "\(result.errors.suffix(400))")
    #expect(!result.output.utf8.contains(0x1B))
  }

  @Test("passes unroll check", arguments: scripts)
  func checks(_ name: String) throws {
    let path = repository.appendingPathComponent("scripts/\(name).rnn").path
    let result = try Program.run("check", path)
    #expect(result.status == 0, "\(result.output)\(result.errors)")
  }

  @Test("there is no script that is not run here")
  func isComplete() throws {
    let files = try FileManager.default.subpathsOfDirectory(atPath: repository.appendingPathComponent("scripts").path)
    #expect(Set(files.filter { $0.hasSuffix(".rnn") }) == Set(Self.scripts.map { $0 + ".rnn" }))
  }
}
