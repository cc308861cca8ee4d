/// Which column of a CoNLL file holds the tags.
public enum TagColumn: Sendable, Equatable {
  /// Counted from 1.
  case number(Int)
  /// As the file's format calls it, in capitals or not.
  case named(String)
}

/// What the columns of a CoNLL file are called, where its format can be told from the file.
///
/// A file of another width has no names: the German files of CoNLL-2003 have the lemma where the English ones have
/// `pos`, and a name that means the wrong column would be learned without a word.
struct TagFormat: Sendable {
  private let title: String
  /// The columns that may hold tags, counted from 1.
  private let columns: [(name: String, number: Int)]

  /// universaldependencies.org/format.html; `pos` is its UPOS, the tags that all languages share.
  static let universal = TagFormat(
    title: "CoNLL-U",
    columns: [
      ("lemma", 3), ("upos", 4), ("pos", 4), ("xpos", 5), ("feats", 6), ("head", 7), ("deprel", 8), ("deps", 9),
      ("misc", 10),
    ])

  /// By the number of their columns (Tjong Kim Sang, Buchholz: Introduction to the CoNLL-2000 Shared Task, 2000; Tjong
  /// Kim Sang, De Meulder: Introduction to the CoNLL-2003 Shared Task, 2003).
  private static let shared = [
    3: TagFormat(title: "CoNLL-2000", columns: [("pos", 2), ("chunk", 3)]),
    4: TagFormat(title: "CoNLL-2003", columns: [("pos", 2), ("chunk", 3), ("ner", 4)]),
  ]

  /// The column that a name means.
  ///
  /// - Throws: `DataError` for a name that the format does not have.
  func number(of name: String, in file: String) throws(DataError) -> Int {
    let wanted = name.lowercased()
    if let own = columns.first(where: { $0.name == wanted }) { return own.number }
    let names = columns.map { $0.name }
    let near = DataError.nearest(name, among: names).map { "did you mean \(DataError.quote($0))?" }
    throw DataError(
      "\(file), column=", expected: "one of \(names.joined(separator: ", ")), the names of \(title)",
      found: DataError.quote(name), advice: near ?? "give one of them, or the column's number counted from 1")
  }

  /// The column that a name means in lines of so many columns that are not CoNLL-U.
  static func number(of name: String, columns count: Int, in file: String) throws(DataError) -> Int {
    guard let format = shared[count] else {
      throw DataError(
        "\(file), column=", expected: count > 2 ? "a number from 2 to \(PlainNumber.grouped(count))" : "2",
        found: DataError.quote(name),
        advice: "only CoNLL-U and files of 3 or 4 columns (pos, chunk, ner) have names for them")
    }
    return try format.number(of: name, in: file)
  }
}
