import Glibc
import Script

/// What a session does so that nothing is lost with it.
extension Session {
  /// Brings journal and lock up to date with the notebook.
  ///
  /// - Parameter flushes: whether what is kept survives a loss of power, and not only the end of the program.
  func keep(flushes: Bool = true) {
    guard let live = interpreter.environment.liveFiles else { return }
    lock(live)
    do throws(SessionError) {
      if journal == nil { journal = try live.newJournal() }
      try journal?.keep(document, flushes: flushes)
      journalFailure = nil
    } catch {
      guard journalFailure != error.message else { return }
      journalFailure = error.message
      tell(
        .warning(
          "the journal cannot be written (\(error.message)): entries from here on are lost if the program is killed; "
            + "write \"FILE\" saves them"))
    }
  }

  /// Tells other sessions that the script is open here, and warns when it is open in one of them.
  private func lock(_ live: LiveFiles) {
    guard document.path != lockedPath else { return }
    lockedPath = document.path
    if let old = scriptLock { live.remove(old.path) }
    scriptLock = nil
    guard let path = document.path else { return }
    let (lock, holder) = NotebookLock.take(path)
    scriptLock = lock
    if let lock { live.add(lock.path) }
    if let holder {
      tell(
        .warning(
          "'\(legible(path))' is open in another notebook too (process \(holder.process) on \(holder.host)): "
            + "what one writes the other does not have"))
    }
  }

  /// Looks for a session that ended with entries that no file has.
  func findLostSession() {
    guard let live = interpreter.environment.liveFiles else { return }
    (lost, unreadJournal) = LostSession.youngest(in: live.folder)
  }

  /// Puts the lost session's entries in the place of all, or forgets them.
  func recover(discarding: Bool) -> Outcome {
    do throws(SessionError) {
      guard let found = lost else {
        throw SessionError(
          unreadJournal.map { "there is no session to bring back but one whose journal cannot be read: \($0)" }
            ?? "there is no session to bring back: the last one left nothing unwritten")
      }
      // Another session may have been quicker.
      guard let file = LostSession.abandoned(found.path) else {
        lost = nil
        throw SessionError("the session of \(found.time) is being brought back elsewhere")
      }
      defer { LostSession.giveBack(file) }
      if discarding {
        JournalFile.remove(found.path)
        findLostSession()
        tell(.output(.note("the session of \(found.time) is forgotten")))
        return .done
      }
      guard !document.isUnwritten else {
        throw SessionError("there are entries that were not written; write them first, then recover")
      }
      interpreter.document = found.document
      history.forgetArrangements()
      interpreter.savedModels = found.savedModels
      staleness.forget()
      keep()
      // Only when this session's own journal has it all.
      if journalFailure == nil {
        JournalFile.remove(found.path)
        findLostSession()
      }
      let cut = found.damaged == 0 ? "" : "; \(found.damaged) damaged bytes at the journal's end are left out"
      tell(
        .output(
          .note(
            "\(found.count) of \(found.time) brought back\(cut). Models and variables are made again, with the same numbers, "
              + "by: run all")))
      return .done
    } catch {
      tell(.warning(error.description))
      return .failed
    }
  }
}
