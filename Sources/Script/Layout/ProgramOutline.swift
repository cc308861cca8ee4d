extension Program {
  /// Everything that the program means, without the places of its parts: two sources with one outline do the same.
  package var outline: String {
    entries.map { entry in
      let content =
        entry.kind == .prose
        ? entry.text.split(separator: "\n", omittingEmptySubsequences: false).map { ScriptLine.trimmedEnd(String($0)) }
          .joined(separator: "\n")
        : entry.statements.map { outlined($0) }.joined(separator: "\n")
      return "\(entry.kind) \(entry.title)\n\(content)"
    }.joined(separator: "\n--\n")
  }
}

/// A part of the syntax tree by its shape; blanks count in texts alone.
private func outlined(_ value: Any) -> String {
  switch value {
  case is SourceRange: return ""
  case let expression as Expression: return outlined(expression.kind)
  case let name as Name: return name.text
  case let cell as CellText: return "cell " + squeezed(cell.text)
  case let column as ReportColumn: return squeezed(column.name) + "=" + outlined(column.value)
  case let text as String: return quoted(text)
  case let number as Double: return "\(number)"
  case Argument.Value.verbatim(let text): return "verbatim " + squeezed(text)
  default: break
  }
  let mirror = Mirror(reflecting: value)
  guard !mirror.children.isEmpty else { return "\(value)" }
  return "("
    + mirror.children.compactMap { label, child in
      label == "range" || label == "depth" ? nil : (label.map { $0 + ":" } ?? "") + outlined(child)
    }.joined(separator: " ") + ")"
}

private func squeezed(_ text: String) -> String { text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
