// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target of this package, with what it may see. The arrows of README's map are these lists.
var rooms: [(target: Target, onMainActor: Bool)] = [
  (.target(name: "SequenceEngine", dependencies: ["CKernels", "CZlib"]), false),
  (.target(name: "Script"), false),
  (.target(name: "Notebook", dependencies: ["SequenceEngine", "Script"]), false),
  (.target(name: "TerminalUI", dependencies: ["Notebook", "Script"]), false),
  (
    .target(name: "CursesTerminal", dependencies: ["TerminalUI", "Script", "CNcurses", "CReadline", "CTerminal"]), true
  ),
  (
    .executableTarget(
      name: "unroll",
      dependencies: [
        "CursesTerminal", "TerminalUI", "Notebook", "Script", "SequenceEngine",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]), false
  ),
  (
    .executableTarget(
      name: "unroll-bench",
      dependencies: [
        "SequenceEngine", "Notebook", "TerminalUI", "Script",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]), false
  ),
  (
    .testTarget(
      name: "SequenceEngineTests", dependencies: ["SequenceEngine", "CKernels"], resources: [.copy("Reference")]), false
  ),
  (.target(name: "TestSupport", path: "Tests/TestSupport"), false),
  (.testTarget(name: "ScriptTests", dependencies: ["Script"]), false),
  (.testTarget(name: "NotebookTests", dependencies: ["Notebook", "Script", "SequenceEngine", "TerminalUI"]), false),
  (
    .testTarget(
      name: "TerminalUITests", dependencies: ["TerminalUI", "Notebook", "Script", "TestSupport"], exclude: ["Golden"]),
    false
  ),
  (
    .testTarget(
      name: "FuzzTests", dependencies: ["Notebook", "Script", "SequenceEngine", "TerminalUI"],
      exclude: ["Corpus", "Driver"]), false
  ),
  (.testTarget(name: "BenchTests", dependencies: ["unroll-bench", "SequenceEngine"]), false),
  (.testTarget(name: "ProgramTests", dependencies: ["TestSupport"]), false),
]

/// `scripts/fuzz` alone sets UNROLL_FUZZ: then the package is the fuzzing program and what it looks into, watched by
/// libFuzzer, and nothing else. The same definitions of targets are tests otherwise. Edges and calls are counted;
/// comparisons are not, which would take a third of the time: the targets' words say what readers compare with.
let isFuzzing = Context.environment["UNROLL_FUZZ"] != nil
let fuzzed: [Target.Dependency] = ["SequenceEngine", "Script", "Notebook", "TerminalUI"]
if isFuzzing {
  rooms.removeAll { !["SequenceEngine", "Script", "Notebook", "TerminalUI"].contains($0.target.name) }
  rooms.append(
    (
      .executableTarget(
        name: "fuzz", dependencies: fuzzed, path: "Tests/FuzzTests", exclude: ["Corpus", "Trials"],
        sources: ["Targets", "Driver"]), false
    ))
}

for room in rooms {
  room.target.swiftSettings = [.swiftLanguageMode(.v6)]
  if isFuzzing {
    room.target.swiftSettings?.append(
      .unsafeFlags([
        "-sanitize=fuzzer", "-sanitize-coverage=edge,indirect-calls,inline-8bit-counters,pc-table",
        "-enforce-exclusivity=checked",
      ]))
    room.target.linkerSettings = [.unsafeFlags(["-sanitize=fuzzer"])]
  }
  // What is tested is optimised; the tests themselves would take longer to optimise than they take to run.
  if room.target.type == .test { room.target.swiftSettings?.append(.unsafeFlags(["-Onone"])) }
  if room.onMainActor { room.target.swiftSettings?.append(.defaultIsolation(MainActor.self)) }
}

let package = Package(
  name: "unroll",
  products: isFuzzing
    ? []
    : [
      .library(name: "SequenceEngine", targets: ["SequenceEngine"]),
      .executable(name: "unroll", targets: ["unroll"]),
      .executable(name: "unroll-bench", targets: ["unroll-bench"]),
    ],
  dependencies: [.package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")],
  targets: [
    .target(name: "CKernels"),
    .target(name: "CTerminal"),
    .systemLibrary(name: "CNcurses", providers: [.apt(["libncursesw5-dev"])]),
    .systemLibrary(name: "CReadline", providers: [.apt(["libreadline-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
  ] + rooms.map(\.target)
)
