import ArgumentParser
import Notebook

import func Script.legible
import func Script.nearestName

/// A mistyped command, which would be taken for the notebook's file: the right words behind it would be blamed.
enum MistypedCommand {
  /// - Throws: `ValidationError` for a first word that is no file and nearly a command.
  static func refuse(_ word: String?) throws {
    // A name with a folder or an ending was meant as a file's.
    guard let word, !word.hasPrefix("-"), !word.contains("/"), !word.contains("."), !ScriptFile.exists(word) else {
      return
    }
    let names = Unroll.configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
    guard !names.contains(word), let near = nearestName(to: word, among: names) else { return }
    throw ValidationError("no file or command is called '\(legible(word))'; did you mean '\(near)'?")
  }
}
