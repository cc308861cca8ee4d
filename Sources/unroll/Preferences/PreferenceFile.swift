import Glibc
import Notebook
import Script

/// Where the configuration file is and what it says. It is read and never written.
enum PreferenceFile {
  private static let byteLimit = 1 << 16

  /// `$XDG_CONFIG_HOME/unroll/config`; a relative path there is ignored, as the XDG rules have it. Nil without a home.
  static var path: String? {
    func absolute(_ name: String) -> String? { environment(name).flatMap { $0.hasPrefix("/") ? $0 : nil } }
    return (absolute("XDG_CONFIG_HOME") ?? absolute("HOME").map { $0 + "/.config" }).map { $0 + "/unroll/config" }
  }

  static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// The preferences of whoever runs the program.
  static func read() -> (preferences: Preferences, complaints: [String]) {
    var file: SourceText?
    var complaints: [String] = []
    if let path, access(path, F_OK) == 0 {
      do {
        let source = try ScriptFile.read(path)
        guard source.bytes.count <= byteLimit else {
          throw SessionError("'\(legible(path))' is larger than the \(byteLimit >> 10) kB of a configuration file")
        }
        file = source
      } catch let error as Diagnostic {
        complaints.append(error.headline)
      } catch {
        complaints.append("\(error)")
      }
    }
    let preferences = Preferences(file: file, environment: environment)
    return (preferences, complaints + preferences.complaints)
  }

  /// The preferences, once what is wrong with them is told on standard error.
  static func readAndTell() -> Preferences {
    let (preferences, complaints) = read()
    for complaint in complaints { complain("unroll: " + complaint) }
    return preferences
  }
}
