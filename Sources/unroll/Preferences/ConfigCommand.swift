import ArgumentParser
import Glibc

import func Script.legible

/// `unroll config`: where the configuration file is, and what it holds or may hold.
struct Config: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Tell where the configuration file is, and write one with comments.")

  func run() throws {
    let preferences = PreferenceFile.readAndTell()
    throw ExitCode(writeAll(Self.text(preferences, at: PreferenceFile.path), to: STDOUT_FILENO) ? 0 : ExitStatus.failed)
  }

  /// A configuration file that says what holds now; what is left to the defaults is a comment.
  static func text(_ preferences: Preferences, at path: String?) -> String {
    let place =
      path.map { path in
        let isThere = access(path, F_OK) == 0
        return "# Unroll reads \(legible(path))\(isThere ? "" : ", which is not there yet")."
          + (isThere ? "" : "\n# To begin it: unroll config > FILE, and move FILE there.")
      } ?? "# Neither XDG_CONFIG_HOME nor HOME is set: no configuration file is read."
    let entries = Preference.all.map { preference in
      var lines = ["# \(preference.summary)", "# \(preference.expected); beaten by \(preference.beatenBy)"]
      if let value = preferences.inEnvironment[preference.name] {
        lines.append("# now: \(legible(value)), as \(preference.variable) says")
      }
      let value = preferences.inFile[preference.name]
      lines.append((value == nil ? "#" : "") + "\(preference.name) = \(legible(value ?? preference.standard))")
      return lines.joined(separator: "\n") + "\n"
    }
    return place
      + "\n# A flag beats an environment variable, which beats this file, which beats the default.\n\n"
      + entries.joined(separator: "\n")
  }
}

extension Preference {
  fileprivate var beatenBy: String { ([variable] + (flag.map { [$0] } ?? [])).joined(separator: " and ") }
}
