/// The live knob: turns the number at the cursor, or the last one before it, and runs the line again.
func turnKnob(_ direction: Int, _ state: inout AppState) -> [Effect] {
  guard let turned = Knob.turned(state.line.text, cursor: state.line.cursor, direction: direction) else {
    state.screen.notice = "there is no number on the line to turn"
    return [.bell]
  }
  return [.replaceLine(turned.text, cursor: turned.cursor)] + submit(.knob(turned.text), &state)
}

enum Knob {
  /// The text with a number changed by one of its last digit's steps; nil without a number.
  static func turned(_ text: String, cursor: Int, direction: Int) -> (text: String, cursor: Int)? { nil }
}
