import Script

/// A lesson that is being taken, and where its student is.
struct Course {
  let lesson: Lesson
  /// Steps that were shown.
  var shown = 0
  /// What the latest step asks for; nil: nothing, and the lesson goes on when it is told to.
  var waiting: Waiting?
  /// What was predicted; nil: nothing. It may be changed until what happens is shown.
  var prediction: Double?
  /// Whether the exercise was solved; until the lesson goes on it can be graded again, and its solution looked at.
  var isSolved = false
  /// Hints that were given for this exercise.
  var hints = 0
  var tally = LessonProgress.Tally()
  /// The session as the lesson left it: it goes on from there, whatever was tried since.
  var workspace = Workspace()
  /// Whether the student has changed the session since.
  var isAway = false
  /// Lines that lead from an empty session to where its student is.
  var way: [String]

  enum Waiting: Equatable {
    case prediction(Lesson.Question)
    case exercise(Lesson.Exercise)
  }

  init(_ lesson: Lesson) {
    self.lesson = lesson
    way = Self.way(into: lesson, skipping: 0)
  }

  private static func way(into lesson: Lesson, skipping count: Int) -> [String] {
    ["lesson \(quoted(lesson.name))"] + skips(count)
  }

  static func skips(_ count: Int) -> [String] { [String](repeating: "next skip", count: count) }

  /// The session is as the lesson left it, so that its steps alone lead there; but what was predicted is still to be
  /// judged.
  mutating func shortenWay() {
    guard prediction == nil else { return }
    way = Self.way(into: lesson, skipping: max(0, shown - 1))
  }

  var isOver: Bool { shown >= lesson.steps.count }

  /// What the lesson waits for; nil: it goes on when it is told to.
  var asks: Waiting? {
    switch waiting {
    case .prediction where prediction != nil: nil
    case .exercise where isSolved: nil
    default: waiting
    }
  }

  /// Whether nothing but prose is left.
  var isOnlyRead: Bool {
    lesson.steps.dropFirst(shown).allSatisfy {
      switch $0 {
      case .prose, .summary: true
      case .commands, .question, .answer, .exercise: false
      }
    }
  }

  /// Where it is resumed: at a question that has not shown its answer, at an exercise that is not solved, otherwise at
  /// the next step.
  var place: LessonProgress.Place {
    LessonProgress.Place(
      step: waiting == nil || isSolved ? shown : shown - 1, steps: lesson.steps.count, isDone: isOver, tally: tally)
  }

  /// What the student is asked to do; nil: nothing.
  var request: String? {
    switch asks {
    case nil: nil
    case .prediction(let question) where question.choices.isEmpty: "type a number, then Enter"
    case .prediction(let question): "type your choice, 1 to \(question.choices.count), then Enter"
    case .exercise: "type commands that do it, then grade; hint and solution help"
    }
  }

  /// What the student is told when asked to go on while something waits.
  var reminder: String? {
    switch asks {
    case nil: nil
    case .prediction: request.map { "predict first: \($0); next skip goes on without" }
    case .exercise: "solve it and grade it, or ask for a hint; next skip goes on without"
    }
  }

  /// What the head of a lesson says besides.
  static let guide = """
    **Enter** goes on. Where something is asked, type a number and Enter; an exercise is solved with commands of your \
    own. Any command may be typed in between: the lesson goes on from where it stood. `lesson leave` ends it for now.
    """
}

/// What a screen shows of the lesson that is being taken.
public struct LessonSnapshot: Sendable, Equatable {
  public enum Waiting: Sendable, Equatable {
    case nothing
    /// A number; the count of choices, 0 for any number.
    case prediction(choices: Int)
    case exercise
  }

  public var name: String
  public var number: Int?
  public var title: String
  /// Steps that were shown, of all.
  public var step: Int
  public var steps: Int
  public var waiting: Waiting
  /// The entry of the notebook that the latest step begins with.
  public var entry: Int?

  public init(
    name: String, number: Int?, title: String, step: Int, steps: Int, waiting: Waiting, entry: Int?
  ) {
    (self.name, self.number, self.title) = (name, number, title)
    (self.step, self.steps, self.waiting, self.entry) = (step, steps, waiting, entry)
  }
}

extension LessonSnapshot {
  init(_ course: Course, entry: Int?) {
    let waiting: Waiting =
      switch course.asks {
      case nil: .nothing
      case .prediction(let question): .prediction(choices: question.choices.count)
      case .exercise: .exercise
      }
    self.init(
      name: course.lesson.name, number: course.lesson.number, title: course.lesson.title, step: course.shown,
      steps: course.lesson.steps.count, waiting: waiting, entry: entry)
  }
}
