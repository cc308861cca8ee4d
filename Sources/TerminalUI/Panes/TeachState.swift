import Notebook

/// How a lesson is shown to a class.
package struct TeachState: Sendable, Equatable {
  /// The entry of the notebook that is shown, from 0; nil: the latest.
  package var place: Int?
  /// What the teacher wants under the text, until another is chosen.
  package var pane = PaneName.notebook
  /// Lines of what is too long for the screen that are above it.
  package var scroll = 0
  /// What the class says so far to a question that asks for a number.
  package var number = ""

  package init() {}

  /// The pane that stands under the text; nil: the notebook is wanted, an earlier step is shown, which no pane knows
  /// any more, or the pane would be empty.
  func shownPane(_ snapshot: SessionSnapshot) -> PaneName? {
    guard place == nil else { return nil }
    let isThere: Bool =
      switch pane {
      case .training: snapshot.trainings.contains { !$0.updates.isEmpty }
      case .unrolled: !snapshot.unrolled.isEmpty
      case .model: snapshot.model != nil
      // The others have no key of this screen.
      case .notebook, .ledger, .doctor: false
      }
    return isThere ? pane : nil
  }

  /// To the first line of the latest step; what the teacher has chosen stays.
  mutating func goToLatest() { (place, scroll, number) = (nil, 0, "") }

  /// Takes a key for the number that is being typed; false: the key is about something else.
  mutating func takes(_ key: Key) -> Bool {
    switch key {
    case .character(let digit) where digit.isASCII && digit.isNumber:
      if number.count < Self.longest { number.append(digit) }
    case .character("."):
      // A number of the language begins with a digit.
      if !number.contains(".") { number += number.last?.isNumber == true ? "." : "0." }
    case .character("-"):
      if number.isEmpty { number = "-" }
    case .backspace where !number.isEmpty: number.removeLast()
    case .escape where !number.isEmpty: number = ""
    default: return false
    }
    return true
  }

  /// More digits than a number tells apart.
  private static let longest = 20
}
