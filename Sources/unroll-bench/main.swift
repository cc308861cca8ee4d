import ArgumentParser

struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unroll-bench",
    abstract:
      "Measures updates of the engine, alone or beside its peers, the screen, looking inside, and figures with goals.",
    subcommands: [
      Run.self, Compare.self, ScreenBench.self, FrameBench.self, DebuggerBench.self, FiguresBench.self,
      LongTraining.self,
    ])
}

Bench.main()
