import Glibc

/// Where the shipped files are: under `$UNROLL_HOME`, else upwards from the program to a folder with `datasets/`, else
/// in `share/unroll` beside the program's folder.
public enum ShippedFolder {
  /// The folder that holds `datasets/`.
  ///
  /// - Parameters:
  ///   - home: the value of `$UNROLL_HOME`, nil or empty if it is not set.
  ///   - program: the absolute path of the running program.
  ///   - isFolder: whether a path is a folder.
  /// - Throws: `DataError` if no place has a `datasets` folder.
  public static func find(
    home: String?, program: String, isFolder: (String) -> Bool = ShippedFolder.isFolder
  ) throws -> String {
    if let home, !home.isEmpty {
      guard isFolder(home + "/datasets") else {
        throw DataError(
          "UNROLL_HOME", expected: "a folder with datasets/ in it", found: DataError.quote(home),
          advice: "correct the variable or unset it")
      }
      return home
    }
    let above = sequence(first: parent(program)) { $0 == "/" ? nil : parent($0) }
    for folder in above where isFolder((folder == "/" ? "" : folder) + "/datasets") { return folder }
    for folder in [parent(program), parent(parent(program))] {
      let shared = (folder == "/" ? "" : folder) + "/share/unroll"
      if isFolder(shared + "/datasets") { return shared }
    }
    throw DataError(
      "the shipped data sets", expected: "a folder datasets/ above the program or share/unroll beside it",
      found: "none", advice: "set UNROLL_HOME to the folder that holds datasets/")
  }

  /// The folder for this process.
  public static func find() throws -> String {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let length = readlink("/proc/self/exe", &buffer, buffer.count)
    let bytes = buffer.prefix(max(0, length)).map(UInt8.init(bitPattern:))
    return try find(
      home: getenv("UNROLL_HOME").map { String(cString: $0) }, program: String(decoding: bytes, as: UTF8.self))
  }

  public static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static func parent(_ path: String) -> String {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
    return String(path[..<slash])
  }
}
