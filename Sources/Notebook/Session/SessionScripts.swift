import Script
import SequenceEngine

/// What concerns a script as a whole and not one of its statements.
extension Session {
  /// Opens a script: its entries are kept and nothing is run.
  ///
  /// - Returns: the first error in the script, and how many there are; nil for none.
  public func open(_ path: String) throws -> String? {
    let sentence = SessionCommands.errorSentence(try SessionCommands.open(path, &interpreter.document))
    forgetReplaced()
    staleness.forget()
    keep()
    return sentence
  }

  /// Whether the results of each statement are kept.
  func keptStatements(_ program: Program) -> [Bool] {
    let isOnce = running.flatMap { document[id: $0]?.isOnce } ?? false
    return program.entries.flatMap { entry in
      entry.statements.map { _ in isOnce || EntryTags(entry.title).names.contains(EntryTags.once) }
    }
  }

  func checkSettings(_ settings: [ScriptSetting], _ program: Program) throws {
    let names = program.statements.compactMap { statement -> String? in
      if case .letBinding(let name, _) = statement.kind { name.text } else { nil }
    }
    for setting in settings where !names.contains(setting.name) {
      throw SessionError(
        "--set \(setting.name): the script has no 'let \(setting.name) = …' at its top level",
        hint: nearestName(to: setting.name, among: names).map { "did you mean '\($0)'?" })
    }
  }

  /// A run that has come to its end needs the rows of its sweeps no more.
  func clearSweepFiles() {
    for (path, keys) in interpreter.sweepFiles {
      var file = SweepFile(path: path)
      file.remove(keys)
    }
    interpreter.sweepFiles = [:]
  }
}
