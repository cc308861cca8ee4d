import ArgumentParser
import CursesTerminal
import Glibc
import Notebook
import SequenceEngine
import TerminalUI

import struct Script.Diagnostic
import struct Script.SourceRange
import struct Script.SourceText
import func Script.legible

extension NotebookExport.Form: ExpressibleByArgument {}

/// `unroll export FILE --to html`: a script runs, and becomes a notebook with its answers.
struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Run a script and write it with its answers as Markdown, a page, or for Jupyter.",
    usage: """
      unroll export FILE.rnn|- --to md|html|ipynb [--output FILE]
                    [--set NAME=VALUE]… [--seed N] [--quiet]
      """)

  @Argument(help: "The script; - is standard input.", completion: .file(extensions: ["rnn"])) var file: String
  @Option(name: .customLong("to"), help: "md, html or ipynb.") var form: NotebookExport.Form
  @Option(
    help: "The file to write, - for standard output; otherwise the script's name with the new ending.",
    completion: .file())
  var output: String?
  @Option(name: .customLong("set"), parsing: .singleValue, help: "NAME=VALUE takes the place of the script's let NAME.")
  var settings: [String] = []
  @Option(help: "The seed; beats the script's.") var seed: UInt64?
  @Flag(help: "Say nothing about defaults and progress.") var quiet = false

  func validate() throws {
    guard file != "-" || output != nil else {
      throw ValidationError("Standard input has no name to make one of: say where to with --output.")
    }
    try ResultTarget.refuse(target, ifScript: file)
    for setting in settings {
      do { _ = try ScriptSetting(parsing: setting) } catch { throw ValidationError("\(error).") }
    }
  }

  func run() throws {
    let options = self
    let preferences = PreferenceFile.readAndTell()
    if let threads = preferences.threads { Parallel.threads = threads }
    let status = MainActor.assumeIsolated { () -> Int32 in
      let style = WriterStyle(
        output: STDERR_FILENO, width: TerminalTraits.width(), characters: .unicode, colour: .none,
        showsProgress: TerminalTraits.detect().isErrorTerminal && !options.quiet, isQuiet: options.quiet)
      let result = Channel<Int32>()
      guard SessionThread.start({ result.send(options.work(style, usualSeed: preferences.seed)) }) else {
        complain("unroll: no thread could be started")
        return ExitStatus.failed
      }
      return result.receive()
    }
    throw ExitCode(status)
  }

  private var target: String {
    output ?? (file.hasSuffix(".rnn") ? String(file.dropLast(4)) : file) + ".\(form.rawValue)"
  }

  /// What was reached is written also when the script fails, with the failure in it. Where that is nothing, as with a
  /// script that cannot be read, an older file stays as it was.
  private func work(_ style: WriterStyle, usualSeed: UInt64?) -> Int32 {
    let diagnostics = TextWriter(style)
    let session = Session(environment: .ofProgram(folder: ".")) { event in
      switch event {
      case .progress, .warning, .failure: diagnostics.write(event)
      case .output, .told, .printed, .timed, .prose, .record, .view: break
      }
    }
    if let usualSeed { session.useSeed(usualSeed) }
    if let seed { session.fixSeed(seed) }
    do {
      let source = try ScriptFile.read(argument: file)
      let outcome = session.run(
        source, folder: file == "-" ? "." : ScriptFile.folder(of: file), path: file == "-" ? nil : file,
        settings: settings.compactMap { try? ScriptSetting(parsing: $0) })
      diagnostics.flush()
      let wasReached = session.notebook.entries.contains { $0.number != nil }
      if let failure = Self.failure(outcome), !wasReached {
        if output != "-", !quiet { complain("note: nothing was run, so \(target) was not written") }
        return failure
      }
      let title = file == "-" ? "notebook" : NotebookExport.title(of: file)
      let text = NotebookExport.text(session.notebook, as: form, title: title)
      if output == "-" {
        guard writeAll(text, to: STDOUT_FILENO) else { return ExitStatus.failed }
      } else {
        try AtomicFile.write(Array(text.utf8), to: target)
        if !quiet { _ = writeAll("wrote \(legible(target))\n", to: STDOUT_FILENO) }
      }
      return Self.failure(outcome) ?? 0
    } catch {
      diagnostics.write(
        .failure(
          error as? Diagnostic ?? Diagnostic("\(error)", at: SourceRange(0, 0), in: SourceText(name: file, text: ""))))
      return ExitStatus.failed
    }
  }

  /// The status of a script that did not come to its end; nil: it did.
  private static func failure(_ outcome: Session.Outcome) -> Int32? {
    switch outcome {
    case .done, .quit: nil
    case .failed: ExitStatus.failed
    case .interrupted: ExitStatus.interrupted
    }
  }
}
