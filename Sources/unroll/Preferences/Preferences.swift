import CursesTerminal
import Notebook
import Script
import TerminalUI

/// What a user wants of every session. Defaults give way to the configuration file, the file to the environment, and the
/// environment to a flag.
struct Preferences: Sendable {
  enum Keys: String, CaseIterable, Sendable { case emacs, vi }

  var theme = Theme.dark
  var colour = ColourChoice.auto
  var ascii = false
  /// Whether pictures are told in words where no screen draws them.
  var tellsPictures = false
  /// Nil: as the user's inputrc says.
  var keys: Keys?
  /// Nil: as many as the processor has.
  var threads: Int?
  var seed: UInt64?
  /// Megabytes for results of entries marked once.
  var kept = KeptResults.usualLimit / 1_000_000

  /// Vi's or Emacs' keys; nil: as the user's inputrc says.
  var usesViKeys: Bool? { keys.map { $0 == .vi } }

  /// What the file says, as it is written there.
  private(set) var inFile: [String: String] = [:]
  /// What the environment says, by the settings' names.
  private(set) var inEnvironment: [String: String] = [:]
  /// One sentence for each line or variable that says nothing usable.
  private(set) var complaints: [String] = []

  /// - Parameters:
  ///   - file: the configuration file; nil where there is none.
  ///   - environment: the value of a variable.
  init(file: SourceText?, environment: (String) -> String?) {
    if let file { read(file) }
    for preference in Preference.all {
      guard let text = environment(preference.variable), !text.isEmpty else { continue }
      if preference.take(text, &self) {
        inEnvironment[preference.name] = text
      } else {
        complaints.append("\(preference.variable): expected \(preference.expected), not '\(legible(text))'")
      }
    }
    // NO_COLOR is part of the environment, and UNROLL_COLOUR the more exact word there.
    if inEnvironment["colour"] == nil, !(environment("NO_COLOR") ?? "").isEmpty { colour = .auto }
  }

  private mutating func read(_ file: SourceText) {
    let lines = file.text.split(omittingEmptySubsequences: false) { $0.isNewline }
    for (number, line) in lines.enumerated() {
      if let wrong = take(String(line)) { complaints.append("\(legible(file.name)):\(number + 1): \(wrong)") }
    }
  }

  /// Takes one line; what is wrong with it, if anything.
  private mutating func take(_ line: String) -> String? {
    let text = line.prefix { $0 != "#" }.trimmed
    if text.isEmpty { return nil }
    guard let sign = text.firstIndex(of: "=") else {
      return "expected NAME = VALUE, not '\(legible(text))'"
    }
    let (name, value) = (text[..<sign].trimmed, text[text.index(after: sign)...].trimmed)
    guard let preference = Preference.all.first(where: { $0.name == name }) else {
      let nearest = nearestName(to: name, among: Preference.all.map(\.name)).map { "; did you mean '\($0)'?" }
      return "no setting is called '\(legible(name))'"
        + (nearest ?? "; there are \(Preference.all.map(\.name).joined(separator: ", "))")
    }
    guard preference.take(value, &self) else {
      return "\(name) expects \(preference.expected), not '\(legible(value))'"
    }
    inFile[name] = value
    return nil
  }
}

extension Preferences {
  /// Where results of entries marked once are kept; nil: none are.
  var keptResults: KeptResults? {
    guard kept > 0, let folder = UserFolder.cache else { return nil }
    return KeptResults(folder: folder + "/kept", limit: kept * 1_000_000) { UserFolder.make($0) }
  }
}

extension StringProtocol {
  /// Without blanks at both ends.
  fileprivate var trimmed: String {
    let start = drop { $0.isWhitespace }
    return String(start.reversed().drop { $0.isWhitespace }.reversed())
  }
}
