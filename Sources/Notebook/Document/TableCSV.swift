extension Table {
  /// Comma-separated lines with a head (RFC 4180); numbers in full, text legible.
  var csv: String {
    func cell(_ text: String) -> String {
      let text = ExportText.block(text)
      return text.contains { ",\"\n".contains($0) } ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
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
}
