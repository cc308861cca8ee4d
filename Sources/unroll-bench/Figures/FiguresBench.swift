import ArgumentParser

/// `unroll-bench figures`: the goals that need no other program to compare with, each with PASS or over.
struct FiguresBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "figures",
    abstract:
      "Measures long sequences, frames, long notebooks, the start, scripts, texts and inspection, each beside its goal.",
    discussion: "Figures: training, frame, notebook, start, script, text, inspection.")

  private enum Kind: String, CaseIterable, ExpressibleByArgument {
    case training, frame, notebook, start, script, text, inspection
  }

  @Option(help: "A figure to measure; repeat for several. (default: all)") private var only: [Kind] = []
  @Option(help: "Rounds; the best counts.") var rounds = 3

  func validate() throws {
    guard (1...100).contains(rounds) else {
      throw ValidationError("--rounds: expected from 1 to 100, found \(rounds)")
    }
  }

  func run() throws {
    for kind in only.isEmpty ? Kind.allCases : only {
      for figure in try measure(kind) { figure.show() }
    }
  }

  private func measure(_ kind: Kind) throws -> [Figure] {
    switch kind {
    case .training: return try LongTrainingFigures().measure()
    case .frame: return try ScreenFigures(rounds: rounds).frame()
    case .notebook: return NotebookFigures().measure()
    case .start: return try ScreenFigures(rounds: rounds).start()
    case .script: return try ScriptFigures(rounds: rounds).measure()
    case .text: return try TextFigures(rounds: rounds).measure()
    case .inspection: return try ScreenFigures(rounds: rounds).inspection()
    }
  }
}
