import Foundation
import TestSupport

/// A folder in which everything that an outsider can write is hostile: labels, tags, tokens, texts, names of columns, of
/// files and of tensors, and a script that looks at all of it and exports what it saw.
final class HostileFolder {
  let url = FileManager.default.temporaryDirectory.appendingPathComponent("unroll-hostile-\(UUID().uuidString)")

  /// Sequences that can stand inside a line of a file; line ends and NUL, which no text has, are a reader's own matter.
  private static let inLine = EscapeSequences.texts.filter { text in
    !text.unicodeScalars.contains { "\r\n\t\0".unicodeScalars.contains($0) }
  }

  init() throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    let some = stride(from: 0, to: Self.inLine.count, by: 12).map { Self.inLine[$0] }
    let labels = (0..<8).flatMap { round in
      Self.inLine.enumerated().filter { $0.offset % 8 == round }.map {
        "label\($0.offset % 3)\(some[$0.offset % 3])\t\($0.element)"
      }
    }
    try write("labels.tsv", labels.joined(separator: "\n"))
    try write("many.tsv", (0..<3).flatMap { _ in Self.inLine.map { "\($0)x\ta" } }.joined(separator: "\n"))
    let words = Self.inLine.map { $0.replacing(" ", with: "") + "w" }
    try write("tags.txt", words.map { "\($0)\tB-\(some[$0.utf8.count % 3])\n\($0)\tO\n\n" }.joined())
    try write("pairs.tsv", Self.inLine.map { "\($0)\t\($0)y" }.joined(separator: "\n"))
    try write("text.txt", EscapeSequences.texts.joined(separator: " word ").filter { $0 != "\0" })
    let columns = some.map { "\"c\($0.replacing("\"", with: ""))\"" }
    try write(
      "series.csv",
      columns.joined(separator: ",") + "\n"
        + (0..<60).map { row in columns.indices.map { String((row * 7 + $0) % 11) }.joined(separator: ",") + "\n" }
        .joined())
    let recordings = (0..<30).map {
      "1,2,3:4,5,\($0):\(some[$0 % 3].replacing(":", with: "").replacing(",", with: ""))z\n"
    }
    try write("signs.ts", "@problemName \(some[0])\n@classLabel true a\n@data\n" + recordings.joined())
    try write(
      "tunes.abc",
      (0..<30).map { "X:\($0)\nR:\(some[$0 % 3].replacing(" ", with: ""))j\nK:D\nab\(some[$0])c\n\n" }.joined())
    for (number, bytes) in EscapeSequences.all.enumerated()
    where String(validating: bytes, as: UTF8.self) == nil && number % 9 == 0 {
      try Data(Array("a,b\n".utf8) + bytes).write(to: url.appendingPathComponent("broken\(number).csv"))
    }
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func write(_ name: String, _ text: String) throws { try Data(text.utf8).write(to: url.appendingPathComponent(name)) }

  /// What every file of the folder that was not there at the start holds; [name: bytes].
  func exports() throws -> [String: [UInt8]] {
    let names = try FileManager.default.contentsOfDirectory(atPath: url.path).filter { $0.hasPrefix("out.") }
    return try names.reduce(into: [:]) { $0[$1] = Array(try Data(contentsOf: url.appendingPathComponent($1))) }
  }

  /// A text as a literal of the script language.
  static func literal(_ text: String) -> String {
    "\""
      + text.unicodeScalars.map { scalar in
        switch scalar {
        case "\"": "\\\""
        case "\\": "\\\\"
        case "{", "}": "\\u{" + String(scalar.value, radix: 16) + "}"
        case let plain where (0x20..<0x7F).contains(plain.value): String(plain)
        default: "\\u{" + String(scalar.value, radix: 16) + "}"
        }
      }.joined() + "\""
  }

  /// Scripts that look at every kind of data and write every kind of file.
  static let scenes: [String: String] = {
    let some = stride(from: 0, to: inLine.count, by: 50).map { literal(inLine[$0]) }
    let prints = EscapeSequences.texts.map { "print \(literal($0)), [\(literal($0))]\n" }.joined()
    return [
      "printed": prints + """
        let all = [\(some.joined(separator: ", "))]
        all
        table all
        history
        # %% [markdown] a title
        # prose
        # %%
        print all[1]
        export "out.md"; export "out.html"; export "out.ipynb"
        """,
      "labelled": """
      data labelled "labels.tsv"
      model labels; add embedding 4; add rnn 4; add last; add dense
      show data; summary; train steps=2; evaluate; predict example=1; predict \(some[1]); unroll
      explain rnn2; show neurons; neighbours "a"; export "out.labels.csv"; export "out.labels.json"
      export "out.npz"; export "out.safetensors"; save "out.model"; export "out.onnx"; export "out.tfevents.1"
      show connectivity; export "out.connectivity.svg"; export "out.connectivity.json"
      export "out.md"; export "out.html"; export "out.ipynb"
      """,
      "many labels": """
      data labelled "many.tsv"
      add embedding 4; add rnn 4; add last; add dense
      show data; train steps=1; predict example=1; export "out.many.json"
      """,
      "tagged": """
      data tagged "tags.txt"
      model tags; add embedding 4; add rnn 4; add dense
      show data; train steps=2; evaluate; predict example=1; export "out.tags.csv"; export "out.tags.json"
      """,
      "pairs": """
      data pairs "pairs.tsv"
      model pairs; encoder; add embedding 4; add gru 4; decoder; add embedding 4; add gru 4; add attention dot; add dense
      show data; train steps=2; evaluate; predict example=1 beam=2 tree=yes; unroll; show attention
      export "out.attention.svg"; export "out.attention.csv"
      """,
      "text": """
      data text "text.txt"
      model text; add embedding 4; add rnn 4; add dense
      show data; train steps=2; evaluate; sample 30 prime=\(some[2]); sample 20 beam=2 tree=yes; neighbours "a"
      export "out.text.json"
      """,
      "series": """
      data csv "series.csv" window=4
      model series; add rnn 3; add last; add dense
      show data; train steps=2; evaluate; detect; show connectivity; export "out.series.csv"
      """,
      "recordings": """
      data recordings "signs.ts"
      model signs; add rnn 3; add last; add dense
      show data; train steps=2; evaluate; predict example=1; export "out.signs.csv"
      """,
      "tunes": """
      data abc "tunes.abc"
      show data
      """,
    ]
  }()
}
