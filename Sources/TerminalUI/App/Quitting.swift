import Notebook

/// Whether a notebook with unwritten work is to be kept once more: the first time that somebody wants to leave it, the
/// status line says so.
func asksBeforeQuitting(_ state: inout AppState) -> Bool {
  let document = state.snapshot.document
  // A lesson keeps by itself how far one is.
  guard document.isUnwritten, state.snapshot.lesson == nil, !state.screen.knowsItIsUnwritten else { return false }
  state.screen.knowsItIsUnwritten = true
  state.screen.notice = "not written: quit again, or write \"\(document.path ?? "name.rnn")\""
  return true
}

func isQuit(_ text: String) -> Bool { text.split(whereSeparator: \.isWhitespace) == ["quit"] }
