import ArgumentParser
import Glibc
import Notebook

import struct Script.Diagnostic
import func Script.quoted

/// `unroll replay FILE`: a recorded session.
struct ReplayRun: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Play a recorded session in the notebook.",
    usage: "unroll replay FILE.rnn [--speed N] [--plain] [--theme NAME] [--quiet]",
    discussion: """
      Space holds it, + and - change the speed, the arrows go line by line; f forks it: the session is yours as it is at that \
      moment. record "FILE" in the notebook makes a recording.
      """)

  @Argument(help: "What record wrote.", completion: .file(extensions: ["rnn"])) var file: String
  @Option(help: "Times as fast, from 0.1 to 100.") var speed = 1.0
  @OptionGroup var screen: ScreenOptions
  @Flag(help: "Say nothing about defaults and progress.") var quiet = false

  func validate() throws {
    guard Recording.speeds.contains(speed) else { throw ValidationError("--speed goes from 0.1 to 100, not \(speed).") }
  }

  func run() throws {
    do {
      _ = try Recording.read(file)
    } catch {
      complain((error as? Diagnostic)?.rendered ?? "unroll: \(error)")
      throw ExitCode(ExitStatus.failed)
    }
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
      complain("unroll: a replay is played on a terminal; to run its lines at once: unroll run FILE")
      throw ExitCode(ExitStatus.failed)
    }
    let preferences = screen.over(PreferenceFile.readAndTell())
    let (screen, quiet, line) = (screen, quiet, "replay \(quoted(file)) speed=\(speed)")
    throw ExitCode(MainActor.assumeIsolated { Prompt.take(line, screen, preferences, isQuiet: quiet) })
  }
}
