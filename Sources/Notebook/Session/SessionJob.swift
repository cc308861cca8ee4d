/// What a screen asks of the session. Jobs are done in order, one after another; while a training runs, those that only
/// look are answered between updates.
public enum SessionJob: Sendable, Equatable {
  /// What was typed at the prompt: a new entry at the end of the notebook, which is run.
  case enter(String)
  /// A command that a key stands for: written into the notebook like `enter`, but a run of moves is one entry.
  case gesture(String)
  /// A line whose number was turned by a key: the run before is taken back, and the line runs anew.
  case knob(String)
  /// An entry of the notebook with its new text, which is run in its place.
  case revise(entry: Int, text: String)
  case run(Selection)
  /// Moves, deletes, parts or joins entries.
  case arrange(EntryChange)
  /// Puts a text in the place of another in the entries.
  case replace(Replacement)
  /// A line of a recording: entered like any other, and it can be gone back to before it.
  case replayed(String)
  /// Goes back to before the latest such line.
  case takeBackReplayed
  /// Loads a script's entries without running them.
  case open(String)
  /// Holds a training between two updates, or lets it go on.
  case pause(Bool)

  public enum Selection: Sendable, Equatable {
    case all
    /// The first entry that was not run since it was opened or edited.
    case next
    case entry(Int)
    /// From an entry to the end.
    case below(Int)
    case stale
  }
}
