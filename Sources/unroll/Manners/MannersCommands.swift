import ArgumentParser
import Glibc

/// `unroll completions SHELL`: what a shell needs to know to complete the program's words.
struct Completions: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions", abstract: "Write the script that makes Tab complete unroll's options and files.")

  enum Shell: String, ExpressibleByArgument, CaseIterable { case bash, zsh, fish }

  @Argument(help: "bash, zsh or fish.") var shell: Shell

  func run() throws {
    let description = try CommandLineDescription.ofProgram()
    let script =
      switch shell {
      case .bash: description.bashCompletion
      case .zsh: description.zshCompletion
      case .fish: description.fishCompletion
      }
    throw ExitCode(writeAll(script, to: STDOUT_FILENO) ? 0 : ExitStatus.failed)
  }
}

/// `unroll man`: the manual page, `unroll man | man -l -`.
struct Man: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "man", abstract: "Write the manual page; unroll man | man -l - reads it.")

  func run() throws {
    let page = try CommandLineDescription.ofProgram().manPage
    throw ExitCode(writeAll(page, to: STDOUT_FILENO) ? 0 : ExitStatus.failed)
  }
}
