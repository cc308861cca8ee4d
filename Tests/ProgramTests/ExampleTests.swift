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

  /// Pages on published results, whose whole runs take minutes; `scripts/papers/README.md` has their outcome.
  static let papers = [
    "cho_bahdanau", "copying", "flip_flop", "hs1997_1", "hs1997_2a", "hs1997_2c", "hs1997_4", "hs1997_5", "hs1997_6a",
    "indrnn",
    "irnn", "min_char_rnn", "outcome", "pascanu",
  ].map { "papers/\($0)" }

  @Test("a quick run of a published result reaches its end and claims nothing", arguments: papers)
  func runsQuickly(_ name: String) throws {
    let path = repository.appendingPathComponent("scripts/\(name).rnn").path
    let result = try Program.run("run", path, "--set", "quick=yes")
    #expect(result.status == 0, "\(result.errors.suffix(400))")
    #expect(!result.output.contains("claim held"))
    #expect(!result.output.contains("claim did not hold"))
    #expect(name == "papers/outcome" || result.output.contains("quick run: nothing can be said"))
  }

  @Test("runs, and every assertion holds", arguments: scripts)
  func runs(_ name: String) throws {
    let path = repository.appendingPathComponent("scripts/\(name).rnn").path
    let result = try Program.run("run", path)
    #expect(result.status == 0, "\(result.errors.suffix(400))")
    #expect(!result.output.utf8.contains(0x1B))
  }

  @Test("passes unroll check", arguments: scripts + papers)
  func checks(_ name: String) throws {
    let path = repository.appendingPathComponent("scripts/\(name).rnn").path
    let result = try Program.run("check", path)
    #expect(result.status == 0, "\(result.output)\(result.errors)")
  }

  @Test("there is no script that is not run here")
  func isComplete() throws {
    let files = try FileManager.default.subpathsOfDirectory(atPath: repository.appendingPathComponent("scripts").path)
    // Lessons have a test of their own.
    let pages = files.filter { $0.hasSuffix(".rnn") && !$0.hasPrefix("lessons/") }
    #expect(Set(pages) == Set((Self.scripts + Self.papers).map { $0 + ".rnn" }))
  }
}
