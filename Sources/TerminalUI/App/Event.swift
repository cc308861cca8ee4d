import Notebook

/// What happens to the notebook's screen.
public enum Event: Sendable {
  case key(KeyPress)
  case mouse(MousePress)
  /// Text that came in one piece: it is inserted and never run by itself.
  case pasted(String)
  /// The line editor has worked on a key: the line as it is now.
  case line(LineState)
  /// The line editor accepted a whole entry.
  case entered(String)
  /// The program was started with a script: its entries are loaded and not run.
  case opened(String)
  /// Ctrl-D on an empty line, or the terminal is gone.
  case ended
  case session(SessionSnapshot)
  case resized(Size)
  /// The time that `AppState.wakeAt` asked for has come; monotonic seconds.
  case tick(Double)
}

/// What the screen asks of the world.
public enum Effect: Sendable, Equatable {
  /// The key belongs to the line editor.
  case edit(KeyPress)
  /// Puts a text into the line at the cursor, as it is.
  case insert(String)
  /// The line becomes this text, with the cursor so many UTF-8 bytes in.
  case replaceLine(String, cursor: Int)
  case submit(SessionJob)
  /// Ends the running job, as Ctrl-C does.
  case interrupt
  case suspend
  /// Draws the whole screen anew.
  case redraw
  case bell
  case quit
}
