import Script

/// Texts looked for in the notebook, and replaced.
extension Session {
  /// Tells in which entries a text stands, and shows a screen the first of them.
  func find(_ text: String) -> Outcome {
    let wanted = text.lowercased()
    var lines: [String] = []
    var (count, entries) = (0, 0)
    for entry in document.entries {
      let found = entry.searchedTexts.flatMap { text in
        text.split(separator: "\n").map(String.init).filter { $0.lowercased().contains(wanted) }
      }
      guard !found.isEmpty else { continue }
      entries += 1
      count += found.count
      lines += found.prefix(3).map { "\(entry.label)  \($0.prefix(120))" }
      if found.count > 3 { lines.append("\(entry.label)  and \(counted(found.count - 3, "line")) more") }
    }
    guard count > 0 else {
      tell(.warning("'\(legible(text))' stands nowhere in the notebook"))
      return .failed
    }
    tell(.told(lines.joined(separator: "\n")))
    tell(.output(.note("\(counted(count, "line")) in \(counted(entries, "entry"))")))
    tell(.view(.found(text)))
    return .done
  }

  /// Replaces a text in commands and prose, as one step of `undo`.
  @discardableResult
  public func replace(_ replacement: Replacement) -> Outcome {
    changeEntries { () throws(SessionError) in try interpreter.document.replace(replacement) }
  }
}
