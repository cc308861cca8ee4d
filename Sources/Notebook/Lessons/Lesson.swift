/// A unit of the course: an ordinary notebook whose entries' titles say what is asked, told and graded.
///
/// `scripts/lessons/README.md` says how one is written.
public struct Lesson: Sendable, Equatable {
  /// What the course calls it: `loop` of `02_loop.rnn`, or the path of a file of one's own.
  public var name: String
  /// Its place in the course; nil for a file of one's own.
  public var number: Int?
  /// The real path of a file of one's own, which others may be called like; nil for a lesson of the course.
  public var file: String?
  public var title: String
  /// One sentence: what it shows.
  public var summary: String
  /// What it takes a student.
  public var minutes: Int
  /// The head is the first of them.
  public var steps: [Step]
  /// Folder that paths in its commands are relative to.
  public var folder: String

  public enum Step: Sendable, Equatable {
    case prose(String)
    case commands(String)
    case question(Question)
    case answer(Answer)
    case exercise(Exercise)
    case summary(String)
  }

  public struct Question: Sendable, Equatable {
    public var text: String
    /// The numbered list at its end; empty: a number is asked for.
    public var choices: [String]
  }

  public struct Answer: Sendable, Equatable {
    /// Which choice, or the number: an expression.
    public var value: String
    /// How far from it a number counts as right; nil: 1 % of it.
    public var tolerance: String?
    /// Why.
    public var text: String
    /// Of the question that it belongs to.
    public var choices: [String]

    /// A choice with its text, or the number.
    func words(_ number: Double) -> String {
      guard let choice = Int(exactly: number), choices.indices.contains(choice - 1) else {
        return NumberFormat.general.text(number)
      }
      return "\(choice): \(choices[choice - 1])"
    }
  }

  public struct Exercise: Sendable, Equatable {
    public var text: String
    public var hints: [String]
    /// Commands that do it.
    public var solution: String
    /// Commands with the assertions.
    public var check: String
  }

  public var questions: Int { steps.count { if case .question = $0 { true } else { false } } }
  public var exercises: Int { steps.count { if case .exercise = $0 { true } else { false } } }
}
