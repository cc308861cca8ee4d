/// Marks of an entry, on its border as Jupytext writes the tags of a cell: `# %% Title tags=["once"]`.
struct EntryTags: Equatable {
  private(set) var names: [String] = []
  /// What stands before and behind the tags.
  private var before: Substring
  private var after: Substring = ""

  /// - Parameter title: what follows `# %%` on the border.
  init(_ title: String) {
    before = title[...]
    guard let start = Self.start(in: title), let end = title[start...].firstIndex(of: "]") else { return }
    let list = title[start...].dropFirst(Self.opening.count).prefix { $0 != "]" }
    let items = list.split(separator: ",").map { $0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed() }
    names = items.map { String($0) }.map { $0.filter { $0 != "\"" && $0 != "'" } }
    (before, after) = (title[..<start], title[title.index(after: end)...])
  }

  private static let opening = "tags=["

  private static func start(in title: String) -> String.Index? {
    var rest = title[...]
    while let place = rest.firstIndex(of: "t") {
      let stands = place == title.startIndex || title[title.index(before: place)] == " "
      if stands, title[place...].hasPrefix(opening) { return place }
      rest = title[title.index(after: place)...]
    }
    return nil
  }

  /// The title with a tag, or without it; everything else stays as it was written.
  func title(with name: String, _ isWanted: Bool) -> String {
    var names = names.filter { $0 != name }
    if isWanted { names.append(name) }
    let list = names.isEmpty ? "" : Self.opening + names.map { "\"\($0)\"" }.joined(separator: ", ") + "]"
    return [Self.trimmed(before), list, Self.trimmed(after)].filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// What people read as the title.
  var heading: String {
    [Self.trimmed(before), Self.trimmed(after)].filter { !$0.isEmpty }.joined(separator: " ")
  }

  private static func trimmed(_ text: Substring) -> String {
    String(String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()))
  }
}

extension Entry {
  /// Whether what it computes is kept on the disk, and taken from there when nothing that led to it has changed.
  public var isOnce: Bool { EntryTags(title).names.contains(EntryTags.once) }

  /// The title without tags.
  public var heading: String { EntryTags(title).heading }
}

extension EntryTags {
  static let once = "once"
}
