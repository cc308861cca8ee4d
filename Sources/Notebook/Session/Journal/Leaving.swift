import Script

/// What becomes of entries that no file has when somebody leaves the session.
public enum Leaving: Sendable, Equatable {
  /// There is nothing that would be missed.
  case free
  /// They stay in the journal; the sentence says so.
  case kept(String)
  /// They would be gone; the sentence says why, and what saves them.
  case lost(String)
}

extension Session {
  /// What leaving now would mean.
  public var leaving: Leaving {
    guard document.holdsUnwrittenWork else { return .free }
    let count = document.entries.count { $0.holdsWork && $0.inFile?.text != $0.text }
    let what = count == 0 ? "changes are" : counted(count, "entry") + (count == 1 ? " is" : " are")
    if journal != nil, journalFailure == nil {
      return .kept("\(what) not written and kept: recover brings this session back in the next one")
    }
    let reason = journalFailure.map { " (\($0))" } ?? ""
    return .lost("\(what) not written and cannot be kept\(reason): write \"FILE\" saves, quitting again leaves them")
  }
}

extension Document {
  /// Whether entries that no file has are more than a look at something.
  var holdsUnwrittenWork: Bool { isUnwritten && written.contains(where: \.holdsWork) }
}

extension Entry {
  /// Whether it is more than a look: what only shows and prints is not missed.
  var holdsWork: Bool {
    guard !isOfLesson else { return false }
    guard kind == .commands else { return true }
    return text.split { $0 == "\n" || $0 == ";" }.contains { piece in
      guard let word = piece.split(whereSeparator: { !$0.isLetter && $0 != "_" }).first.map(String.init) else {
        return false
      }
      return word != "print" && CommandRegistry.byVerb[word].map { !$0.spec.isLook && !$0.isMove } ?? true
    }
  }
}
