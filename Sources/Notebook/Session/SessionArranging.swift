import Script
import SequenceEngine

/// Entries moved, deleted, parted and joined, as one step of `undo` each.
extension Session {
  @discardableResult
  public func arrange(_ change: EntryChange) -> Outcome {
    let before = document.entries
    return changeEntries { () throws(SessionError) in
      try interpreter.document.arrange(change, pieces: Self.statements)
    } then: {
      switch change {
      case .split(let id, _), .merge(let id): rememberArrangement(of: id, from: before)
      case .delete, .move, .once: break
      }
    }
  }

  /// Removes what entries that are marked once have kept on the disk.
  func forgetKept() -> Outcome {
    let (count, bytes) = interpreter.environment.keptResults?.clear() ?? (0, 0)
    tell(.output(.note("\(counted(count, "kept result")) removed, \(MemorySize(Double(bytes)))")))
    return .done
  }

  /// Forgets changes of the entries of a notebook whose place another one has taken.
  func forgetReplaced() {
    guard document.wasReplaced else { return }
    interpreter.document.wasReplaced = false
    history.forgetArrangements()
  }

  /// Changes the notebook's entries as one step of `undo`, or says why that cannot be.
  ///
  /// - Parameter then: what is to be remembered of the change before marks are set anew.
  func changeEntries(_ change: () throws(SessionError) -> String, then: () -> Void = {}) -> Outcome {
    let before = document.entries
    do throws(SessionError) {
      let said = try change()
      history.push(workspace, arranging: before, into: document.entries, change: said)
      then()
      refreshMarks()
      keep()
      tell(.output(.note("\(said); undo takes it back")))
      return .done
    } catch {
      tell(.warning(error.description))
      return .failed
    }
  }

  /// A text's statements, each with what stands before it; what follows the last belongs to it.
  private static func statements(of text: String) -> [String] {
    let (program, diagnostics) = Parser(CommandRegistry.table).parse(SourceText(name: "", text: text))
    guard !diagnostics.contains(where: { $0.severity == .error }) else { return [text] }
    let source = program.source
    var pieces: [String] = []
    var lower = 0
    for statement in program.statements.dropLast() {
      let upper = Transcript.lineEnd(after: statement.range.upper, in: source)
      pieces.append(Transcript.trimmed(source[SourceRange(lower, upper)]))
      lower = upper
    }
    pieces.append(Transcript.trimmed(source[SourceRange(lower, source.bytes.count)]))
    return pieces
  }
}
