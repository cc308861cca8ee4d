import Foundation
import Testing

/// The configuration file: defaults give way to it, it to the environment, and that to flags.
@Suite struct PreferenceTests {
  /// Runs the program with a configuration folder of its own.
  private func run(
    _ arguments: [String], config: String?, input: String = "", environment: [String: String] = [:]
  ) throws -> (result: (status: Int, output: String), path: String) {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("unroll-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("unroll/config")
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    if let config { try Data(config.utf8).write(to: file) }
    let variables = environment.merging(["XDG_CONFIG_HOME": folder.path]) { first, _ in first }
    let result = try Child([Program.path] + arguments, environment: variables.map { "\($0)=\($1)" })
      .finish(input: input)
    #expect(FileManager.default.fileExists(atPath: file.path) == (config != nil), "nobody asked for a file")
    return (result, file.path)
  }

  @Test func withoutAFileTheExampleIsAllComments() throws {
    let (result, path) = try run(["config"], config: nil)
    #expect(result.status == 0)
    let lines = result.output.split(separator: "\n")
    #expect(lines.first == "# Unroll reads \(path), which is not there yet.")
    #expect(lines.allSatisfy { $0.hasPrefix("#") })
    for name in ["theme", "colour", "ascii", "pictures", "keys", "threads", "seed"] {
      #expect(lines.contains { $0.hasPrefix("#\(name) = ") }, "\(name)")
    }
  }

  @Test func theExampleIsAFileThatSaysTheSame() throws {
    let first = try run(["config"], config: "seed = 9  # mine\ntheme=light\r\n\n").result.output
    #expect(first.contains("\nseed = 9\n") && first.contains("\ntheme = light\n"))
    #expect(first.contains("\n#ascii = no\n"))
    let again = try run(["config"], config: first).result.output
    #expect(again.split(separator: "\n").dropFirst() == first.split(separator: "\n").dropFirst())
  }

  @Test func aFlagBeatsTheEnvironmentWhichBeatsTheFileWhichBeatsTheDefault() throws {
    func draw(_ arguments: String..., config: String?, environment: [String: String] = [:]) throws -> String {
      try run(["run", "-"] + arguments, config: config, input: "print random()", environment: environment).result.output
    }
    let usual = try draw(config: nil)
    let three = try draw("--seed", "3", config: nil)
    #expect(three != usual)
    #expect(try draw(config: "seed = 3") == three)
    #expect(try draw(config: "seed = 2", environment: ["UNROLL_SEED": "3"]) == three)
    #expect(try draw("--seed", "3", config: "seed = 2", environment: ["UNROLL_SEED": "4"]) == three)
    #expect(try run(["run", "-"], config: "seed = 2", input: "seed 3; print random()").result.output.hasSuffix(three))
  }

  @Test func picturesAreToldInWordsWhereThatIsWanted() throws {
    let script = "data adding length=5; model a; add rnn 2; add dense; train steps=3 log=3; show loss"
    func shown(_ config: String?) throws -> String {
      try run(["run", "-"], config: config, input: script).result.output
    }
    #expect(try !shown(nil).contains("at update 1 to"))
    let told = try shown("pictures = words")
    #expect(told.contains("at update 1 to") && !told.contains("│"))
  }

  @Test func aWrongLineIsToldWithItsPlaceAndTheRestHolds() throws {
    let (result, path) = try run(
      ["config"], config: "# mine\nthem = light\nascii = perhaps\njust words\nseed = 5\n",
      environment: ["UNROLL_THREADS": "many"])
    #expect(result.status == 0)
    #expect(result.output.contains("unroll: \(path):2: no setting is called 'them'; did you mean 'theme'?\n"))
    #expect(result.output.contains("unroll: \(path):3: ascii expects yes or no, not 'perhaps'\n"))
    #expect(result.output.contains("unroll: \(path):4: expected NAME = VALUE, not 'just words'\n"))
    #expect(result.output.contains("unroll: UNROLL_THREADS: expected a number from 1 to 256, not 'many'\n"))
    #expect(result.output.contains("\nseed = 5\n"))
  }

  @Test func theEnvironmentIsToldWhereItBeatsTheFile() throws {
    let output = try run(["config"], config: "theme = light", environment: ["UNROLL_THEME": "contrast"]).result.output
    #expect(output.contains("# now: contrast, as UNROLL_THEME says\ntheme = light\n"))
  }

  @Test func aFolderInItsPlaceIsToldAndTheProgramWorks() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("unroll-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("unroll/config"), withIntermediateDirectories: true)
    let (status, output) = try Child(
      [Program.path, "run", "-"], environment: ["XDG_CONFIG_HOME=\(folder.path)"]
    ).finish(input: "print 1")
    #expect(status == 0 && output.contains("it is no regular file") && output.hasSuffix("1\n"))
  }
}
