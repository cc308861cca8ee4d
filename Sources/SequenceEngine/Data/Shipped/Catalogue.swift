/// The data sets that have a name: shipped files and generated tasks, each with what it teaches.
public struct Catalogue: Sendable {
  public struct Entry: Sendable, Equatable {
    public let name: String
    /// What it is and what it teaches, in one line.
    public let teaches: String
    /// The file inside the datasets folder, nil for generated tasks.
    public let file: String?
  }

  /// Every name, the shipped sets first.
  public static let entries =
    ShippedSet.all.map { Entry(name: $0.name, teaches: $0.teaches, file: $0.file) }
    + GeneratedTask.table.map { Entry(name: $0.name, teaches: $0.teaches, file: nil) }

  /// The folder with the shipped files.
  public let folder: String

  public init(folder: String) { self.folder = folder }

  /// The request for a shipped set.
  ///
  /// - Throws: `DataError` for a name that is not shipped, with the nearest one that is there.
  public func request(_ name: String) throws -> DataRequest {
    guard let set = ShippedSet.all.first(where: { $0.name == name }) else {
      let names = Self.entries.map(\.name)
      let near = DataError.nearest(name, among: names).map { "did you mean '\($0)'?" }
      throw DataError(
        "data \(DataError.quote(name))", expected: "one of \(names.joined(separator: ", "))", found: "another name",
        advice: near ?? "data alone lists what each teaches")
    }
    return set.request(folder + "/" + set.file)
  }
}
