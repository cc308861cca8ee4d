import Glibc

/// The program's folders in a user's home, by the XDG rules: a relative path in a variable is ignored.
public nonisolated enum UserFolder {
  /// For what outlives a session: `$XDG_STATE_HOME/unroll`; nil when HOME is not set either.
  public static var state: String? { path("XDG_STATE_HOME", else: "/.local/state") }

  /// For what can be made again: `$XDG_CACHE_HOME/unroll`.
  public static var cache: String? { path("XDG_CACHE_HOME", else: "/.cache") }

  private static func path(_ name: String, else usual: String) -> String? {
    func absolute(_ name: String) -> String? {
      getenv(name).map { String(cString: $0) }.flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
    return (absolute(name) ?? absolute("HOME").map { $0 + usual }).map { $0 + "/unroll" }
  }

  /// Makes what is missing of a path, readable for its owner alone; false when it cannot be written to.
  public static func make(_ path: String) -> Bool {
    var made = ""
    for part in path.split(separator: "/") {
      made += "/" + part
      if mkdir(made, 0o700) != 0, errno != EEXIST, access(made, X_OK) != 0 { return false }
    }
    return access(path, W_OK | X_OK) == 0
  }
}
