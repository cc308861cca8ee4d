import Notebook

/// The next step of the lesson; while the session works, one at a time.
func goOn(_ state: inout AppState) -> [Effect] {
  guard state.isCaughtUp, state.snapshot.activity == nil else { return [] }
  return submit(.enter("next"), &state)
}

/// Enter and Space read as in a pager: on in what is longer than the screen, and behind its end comes the next step, so
/// that no part of a step is passed by.
func readOn(_ state: inout AppState) -> [Effect] {
  if state.notebook.hasUnreadBelow, hasNotebookInView(state) {
    state.notebook.page(-1)
    return []
  }
  state.notebook.follows = true
  return goOn(&state)
}

private func hasNotebookInView(_ state: AppState) -> Bool {
  Layout(state, promptRows: 1).area(of: .notebook) != nil
}

/// Whether Space goes on with a lesson: on a narrow screen it plays where the strips are what is shown.
func isReadingLesson(_ state: AppState) -> Bool {
  state.snapshot.lesson != nil && (hasNotebookInView(state) || state.unrolled == nil)
}

/// A new step of the lesson comes into view from its first line, once.
func showLessonStep(_ state: inout AppState) {
  guard let lesson = state.snapshot.lesson else {
    guard state.notebook.lessonStep != nil else { return }
    // The lesson has ended with what stands last.
    state.notebook.lessonStep = nil
    state.notebook.lessonEntry = state.snapshot.document.entries.last?.id
    state.notebook.follows = true
    return
  }
  guard lesson.step != state.notebook.lessonStep else { return }
  state.notebook.lessonStep = lesson.step
  state.notebook.lessonEntry = lesson.entry
  state.notebook.follows = true
  if !hasNotebookInView(state) { bring(.notebook, &state) }
}
