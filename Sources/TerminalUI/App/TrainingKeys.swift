import Notebook

/// Chooses an update of the training, a hundredth of the curve further with each press. Going there may make many
/// updates again, so the model follows only when Enter is pressed on the empty line; any other key leaves it there.
func chooseUpdate(_ direction: Int, _ state: inout AppState) -> [Effect] {
  guard let training = state.snapshot.trainings.first, let last = training.updates.indices.last,
    let now = TrainingPane.place(in: training, state)
  else {
    state.screen.notice = "nothing is trained yet: train steps=300 makes updates to go back to"
    return [.bell]
  }
  let next = min(max(0, now + direction * max(1, training.updates.count / 100)), last)
  let update = Int(training.updates[next])
  state.training.goal = update
  state.training.cursor = update
  let count = Int(training.updates[last])
  state.screen.notice = "update \(update) of \(count): Enter takes the model there, [ ] choose another"
  return []
}

/// Enter on the empty line: the chosen update is written down as its command.
func goToGoal(_ state: inout AppState) -> [Effect] {
  guard let goal = state.training.goal else { return [] }
  state.training.goal = nil
  state.training.cursor = nil
  return submit(.gesture("rewind \(goal)"), &state)
}

/// Any key but those that choose or confirm drops the choice.
func forgetGoal(before press: KeyPress, _ state: inout AppState) {
  let belongs: [Key] = [.enter, .character("["), .character("]")]
  guard state.training.goal != nil, !belongs.contains(press.key) else { return }
  state.training.goal = nil
  state.training.cursor = nil
}
