import ArgumentParser
import Glibc
import Notebook
import SequenceEngine

import struct Script.Diagnostic
import struct Script.Layout
import struct Script.LayoutFailure
import func Script.legible

/// `unroll format FILE…`: scripts in their canonical layout.
struct Format: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "format", abstract: "Lay scripts out in one way; - is standard input, and goes to standard output.",
    discussion: """
      Two spaces for each open block or bracket, one blank between words, none inside brackets, comments of neighbouring \
      lines below one another, one empty line at most. Comments, prose and what a script means stay as they are; a \
      script with errors is left alone.
      """)

  @Argument(help: "Scripts.", completion: .file(extensions: ["rnn"])) var files: [String]
  @Flag(help: "Change nothing; the status is 1 when a script is laid out otherwise.") var check = false

  func run() throws {
    var failed = false
    for file in files where !laysOut(file) { failed = true }
    throw ExitCode(failed ? ExitStatus.failed : 0)
  }

  /// Whether the file was, or is now, in canonical layout.
  private func laysOut(_ file: String) -> Bool {
    do {
      let isInput = file == ScriptFile.standardInput
      let source = try ScriptFile.read(argument: file)
      let text = try Layout(CommandRegistry.table).laidOut(source)
      if isInput, !check { return writeAll(text, to: STDOUT_FILENO) }
      guard text != source.text else { return true }
      if check {
        print("\(legible(source.name)): not in canonical layout")
        return false
      }
      try AtomicFile.write(Array(text.utf8), to: file)
      print("\(legible(file)): laid out anew")
      return true
    } catch let failure as LayoutFailure {
      for diagnostic in failure.diagnostics { complain(diagnostic.rendered) }
    } catch let error as Diagnostic {
      complain(error.rendered)
    } catch {
      complain("\(legible(file)): error: \(error)")
    }
    return false
  }
}
