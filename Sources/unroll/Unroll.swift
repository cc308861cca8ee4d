import ArgumentParser
import CursesTerminal
import Glibc
import Notebook
import SequenceEngine

import func Script.legible

/// The command line: `unroll [FILE]`, `unroll run FILE`, `unroll check FILE…`, `unroll export FILE`.
struct Unroll: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unroll", abstract: "A terminal notebook for recurrent sequence models.",
    usage: """
      unroll [FILE.rnn] [--plain] [--theme NAME] [--colour WHEN] [--ascii]
             [--words]
      unroll COMMAND …
      """,
    discussion: """
      unroll                      opens the notebook; its prompt knows help and demo
      unroll lesson               lists the lessons of the course
      unroll FILE.rnn             opens a script there without running it
      unroll run FILE.rnn         runs a script from beginning to end
      unroll help run             tells the options of a command
      """,
    version: version,
    subcommands: [
      Prompt.self, Run.self, LessonRun.self, ReplayRun.self, Check.self, Format.self, Export.self, Config.self,
      Completions.self,
      Man.self,
    ],
    defaultSubcommand: Prompt.self)

  static let version = "unroll \(ProgramVersion.number)"
}

/// `unroll [FILE.rnn]`: the notebook, or the prompt where there is no room for it.
struct Prompt: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "notebook", abstract: "Work in the notebook; a file is opened and not run.",
    usage: """
      unroll [FILE.rnn] [--plain] [--theme NAME] [--colour WHEN] [--ascii]
             [--words] [--quiet]
      """)

  @Argument(help: "A script to open.", completion: .file(extensions: ["rnn"])) var file: String?
  @OptionGroup var screen: ScreenOptions
  @Flag(help: "Say nothing about defaults and progress.") var quiet = false

  func run() throws {
    let options = self
    let preferences = screen.over(PreferenceFile.readAndTell())
    let status = MainActor.assumeIsolated { () -> Int32 in
      guard isatty(STDIN_FILENO) == 1, options.file == nil || isatty(STDOUT_FILENO) == 1 else {
        // Standard input that is no terminal is a script.
        return ScriptRun(path: options.file ?? "-", preferences: preferences, isQuiet: options.quiet).status()
      }
      return Self.take(nil, options.screen, preferences, opening: options.file, isQuiet: options.quiet)
    }
    throw ExitCode(status)
  }

  /// Works at the terminal: in the notebook, or at the prompt where there is no room for it.
  ///
  /// - Parameter first: a command to begin with.
  @MainActor static func take(
    _ first: String?, _ screen: ScreenOptions, _ preferences: Preferences, opening file: String? = nil,
    isTeaching: Bool = false, isQuiet: Bool
  ) -> Int32 {
    if let threads = preferences.threads { Parallel.threads = threads }
    let traits = TerminalTraits.detect(colour: preferences.colour, asciiOnly: preferences.ascii)
    if !screen.plain {
      let obstacle = ScreenOptions.obstacle(traits)
      if obstacle == nil,
        let notebook = NotebookLoop(
          opening: file, entering: first, isTeaching: isTeaching, traits: traits, preferences: preferences)
      {
        return notebook.status()
      }
      if !isQuiet { complain("note: \(obstacle ?? "the full screen does not start"); this is the plain prompt") }
    }
    return PromptLoop(opening: file, entering: first, traits: traits, preferences: preferences, isQuiet: isQuiet)
      .status()
  }
}

/// `unroll run FILE|-`: a script from beginning to end.
struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run a script; - is standard input.",
    usage: """
      unroll run FILE.rnn|- [--set NAME=VALUE]… [--seed N] [--threads N]
                 [--format text|jsonl] [--output FILE] [--expect|--record]
                 [--quiet]
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable, Sendable { case text, jsonl }

  @Argument(help: "The script.", completion: .file(extensions: ["rnn"])) var file: String
  @Option(name: .customLong("set"), parsing: .singleValue, help: "NAME=VALUE takes the place of the script's let NAME.")
  var settings: [String] = []
  @Option(help: "The seed; beats the script's.") var seed: UInt64?
  @Option(help: "Threads to compute on.") var threads: Int?
  @Option(help: "text for people, jsonl for programs.") var format = Format.text
  @Option(help: "Write the results to this file.", completion: .file()) var output: String?
  @Flag(help: "Compare the results with those in FILE.out beside the script; the status is 1 when they differ.")
  var expect = false
  @Flag(help: "Keep the results in FILE.out, for --expect.") var record = false
  @Flag(help: "Say nothing about defaults and progress.") var quiet = false

  func validate() throws {
    if expect || record {
      guard file != "-" else { throw ValidationError("--expect and --record need a script in a file.") }
      guard format == .text else { throw ValidationError("--expect and --record go with --format text.") }
      guard !(expect && record) else { throw ValidationError("--expect compares, --record records: one of them.") }
    }
    if let threads, !(1...256).contains(threads) {
      throw ValidationError("--threads goes from 1 to 256, not \(threads).")
    }
    try ResultTarget.refuse(output, ifScript: file)
    for setting in settings {
      do { _ = try ScriptSetting(parsing: setting) } catch { throw ValidationError("\(error).") }
    }
  }

  func run() throws {
    let options = self
    let status = MainActor.assumeIsolated {
      var run = ScriptRun(path: options.file, preferences: PreferenceFile.readAndTell(), isQuiet: options.quiet)
      run.settings = options.settings.compactMap { try? ScriptSetting(parsing: $0) }
      run.seed = options.seed
      run.threads = options.threads
      run.format = options.format
      run.output = options.output
      run.use = options.record ? .record : options.expect ? .compare : nil
      return run.status()
    }
    throw ExitCode(status)
  }
}

/// `unroll check FILE…`: every error of scripts, without running them.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Read scripts and tell every error; run nothing. - is standard input.")

  @Argument(help: "Scripts.", completion: .file(extensions: ["rnn"])) var files: [String]

  func run() throws {
    var failed = false
    for file in files {
      let diagnostics = ScriptCheck.diagnostics(of: file, environment: .ofProgram(folder: "."))
      for diagnostic in diagnostics { complain(diagnostic) }
      let name = file == ScriptFile.standardInput ? "standard input" : legible(file)
      if diagnostics.isEmpty { print("\(name): no errors") } else { failed = true }
    }
    throw ExitCode(failed ? ExitStatus.failed : 0)
  }
}
