import ArgumentParser

struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unroll-bench", abstract: "Measures training updates of the engine, alone or beside PyTorch.",
    subcommands: [Run.self, Compare.self])
}

Bench.main()
