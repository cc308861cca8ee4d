extension Table {
  /// Comma-separated lines with a head, as RFC 4180 quotes them; numbers in full.
  var csv: String {
    func cell(_ text: String) -> String {
      text.contains { ",\"\n\r".contains($0) } ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
    }
    let head = columns.map { cell($0.name) }.joined(separator: ",")
    let lines = rows.map { row in
      row.map { value -> String in
        switch value {
        case .text(let text): cell(text)
        case .number(let number, _):
          number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : "\(number)"
        case .missing: ""
        }
      }.joined(separator: ",")
    }
    return ([head] + lines).joined(separator: "\n")
  }

  /// A list of objects, one for each row; what is missing is null.
  var json: String {
    let lines = rows.map { row in
      let fields = columns.indices.map { place -> String in
        let field: EventRecord.Field =
          switch place < row.count ? row[place] : .missing {
          case .text(let text): .text(text)
          case .number(let number, _): .number(number)
          case .missing: .nothing
          }
        return "\(EventRecord.Field.quoted(columns[place].name)):\(field.json)"
      }
      return "  {" + fields.joined(separator: ",") + "}"
    }
    return lines.isEmpty ? "[]" : "[\n" + lines.joined(separator: ",\n") + "\n]"
  }
}
