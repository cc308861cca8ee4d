import Glibc

/// What a folder holds: regular files and folders, no links, nothing hidden. Names are in the order in which a person
/// counts: `2_7.txt` before `10_7.txt`.
struct Folder {
  static let mostEntries = 1_000_000

  let path: String
  private(set) var files: [String] = []
  private(set) var folders: [String] = []
  /// Links, which are not followed: they may lead out of the folder.
  private(set) var links = 0

  /// Whether a path is a folder, links in it followed.
  static func isFolder(_ path: String) -> Bool { ShippedFolder.isFolder(path) }

  /// - Throws: `DataError` for a folder that cannot be read or holds too much.
  init(_ path: String) throws {
    self.path = path
    guard let directory = opendir(path) else {
      throw DataError(
        DataFile.place(path), expected: "a readable folder", found: String(cString: strerror(errno)),
        advice: "check the path")
    }
    defer { closedir(directory) }
    var count = 0
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      guard !name.hasPrefix(".") else { continue }
      count += 1
      guard count <= Self.mostEntries else {
        throw DataError(
          DataFile.place(path), expected: "at most \(PlainNumber.grouped(Self.mostEntries)) files", found: "more",
          advice: "give a smaller folder")
      }
      var status = stat()
      guard fstatat(dirfd(directory), name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
      switch status.st_mode & S_IFMT {
      case S_IFREG: files.append(name)
      case S_IFDIR: folders.append(name)
      case S_IFLNK: links += 1
      default: break
      }
    }
    files = Self.counted(files)
    folders = Self.counted(folders)
  }

  func path(_ name: String) -> String { path + (path.hasSuffix("/") ? "" : "/") + name }

  /// By number where names begin with one, else by their bytes.
  private static func counted(_ names: [String]) -> [String] {
    let keyed = names.map { name in (number: Int(name.prefix { $0.isASCII && $0.isNumber }) ?? Int.max, name: name) }
    return keyed.sorted {
      $0.number != $1.number ? $0.number < $1.number : $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
    }.map(\.name)
  }
}
