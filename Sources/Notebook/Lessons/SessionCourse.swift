import Script
import SequenceEngine

/// What a command asks of the lesson that is being taken.
enum CourseRequest: Equatable {
  /// Begins a lesson, or goes on with it.
  case open(String)
  case restart, leave
  case next(skipping: Bool)
  case predict(Double)
  case grade, hint
  case solution(isRun: Bool)

  /// Whether it brings entries into the notebook, and so stands alone on its line.
  var standsAlone: Bool {
    switch self {
    case .open, .restart, .next: true
    case .leave, .predict, .grade, .hint, .solution: false
    }
  }
}

/// Lessons: their entries come into the notebook one by one.
extension Session {
  static let noLesson = SessionError("no lesson is being taken", hint: "lesson lists them; lesson 1 begins the first")

  func check(_ request: CourseRequest) throws {
    if case .open(let wish) = request {
      _ = try LessonShelf.lesson(wish, interpreter.environment)
    } else {
      _ = try requireCourse()
    }
  }

  /// Does what a line of its own asked for; that line leaves no entry.
  func advance(_ request: CourseRequest) -> Outcome {
    do {
      switch request {
      case .open(let wish): return try open(lesson: wish)
      case .restart: return begin(try requireCourse().lesson, at: nil)
      case .next(let skipping): return try next(skipping: skipping)
      default: return .done
      }
    } catch let error as Diagnostic {
      tell(.failure(error))
    } catch {
      tell(.warning("\(error)"))
    }
    return .failed
  }

  /// Answers inside the entry that asks.
  func answer(_ request: CourseRequest) throws {
    switch request {
    case .leave:
      let course = try requireCourse()
      keep(course)
      self.course = nil
      tell(.told("left the lesson; lesson \(course.lesson.name) goes on with it"))
    case .predict(let number): try predict(number)
    case .grade: try grade()
    case .hint: try giveHint()
    case .solution(let isRun): try giveSolution(isRun: isRun)
    default: break
    }
  }

  func requireCourse() throws(SessionError) -> Course {
    guard let course else { throw Self.noLesson }
    return course
  }

  /// A number that is typed while a prediction is asked for means that prediction; an empty line goes on.
  func readForCourse(_ text: String) -> String {
    guard let course else { return text }
    if text.allSatisfy(\.isWhitespace) { return "next" }
    guard case .prediction = course.waiting else { return text }
    let word = text.split(whereSeparator: \.isWhitespace)
    guard word.count == 1, let first = word[0].first, first.isNumber || "+-.".contains(first),
      let number = Double(word[0]), number.isFinite
    else { return text }
    return "choose \(word[0])"
  }

  // MARK: Beginning

  func open(lesson wish: String) throws -> Outcome {
    let lesson = try LessonShelf.lesson(wish, interpreter.environment)
    let (progress, fault) = LessonProgress.read(interpreter.environment.stateFolder)
    if let fault { tell(.warning(fault)) }
    return begin(lesson, at: isReplaying ? nil : progress[lesson])
  }

  /// The lesson has a session of its own, which begins empty; `undo` brings back what was there.
  func begin(_ lesson: Lesson, at place: LessonProgress.Place?) -> Outcome {
    var course = Course(lesson)
    if !workspace.models.isEmpty || workspace.dataset != nil {
      history.push(workspace, before: "lesson \(lesson.name)")
    }
    interpreter.workspace = Workspace()
    course.workspace = workspace
    self.course = course
    // A lesson that was done begins anew, and so does one that has since become shorter.
    guard let place, !place.isDone, (1..<lesson.steps.count).contains(place.step) else { return showNext() }
    return resume(at: place)
  }

  /// Runs what led there, without telling it again at a prompt.
  func resume(at place: LessonProgress.Place) -> Outcome {
    isCatchingUp = true
    while let course, course.shown < place.step {
      self.course?.waiting = nil
      let outcome = showNext()
      guard outcome == .done else {
        isCatchingUp = false
        self.course = nil
        return outcome
      }
    }
    isCatchingUp = false
    course?.waiting = nil
    course?.tally = place.tally
    // Whoever plays a recording of it begins at its first step.
    for line in Course.skips(place.step) { record(line) }
    tell(.output(.note("on from step \(place.step + 1) of \(place.steps); lesson restart begins anew")))
    return showNext()
  }
}
