import Script
import SequenceEngine

/// How a lesson goes from step to step.
extension Session {
  func next(skipping: Bool) throws -> Outcome {
    let course = try requireCourse()
    if let reminder = course.reminder, !skipping {
      tell(.warning(reminder))
      return .done
    }
    self.course?.waiting = nil
    let own = workspace
    guard !course.isOnlyRead else {
      // What is only read leaves the student's work as it is.
      interpreter.workspace = course.workspace
      defer { interpreter.workspace = own }
      return showNext()
    }
    if course.isAway {
      history.push(own, before: "the lesson went on")
      tell(.output(.note("the lesson goes on from where it stood; undo brings back what you made")))
    }
    interpreter.workspace = course.workspace
    self.course?.isAway = false
    let outcome = showNext()
    if outcome == .done { self.course?.shortenWay() }
    return outcome
  }

  /// Shows the next step, and keeps how far the student is.
  func showNext() -> Outcome {
    guard let lesson = course?.lesson, let shown = course?.shown, lesson.steps.indices.contains(shown) else {
      return .done
    }
    lessonEntry = nil
    var outcome = Outcome.done
    do {
      switch lesson.steps[shown] {
      case .prose(let text): try show(shown == 0 && asksStudent ? text + "\n\n" + Course.guide : text)
      case .summary(let text): try show(([text] + Self.score(course)).joined(separator: "\n\n"))
      case .commands(let text): outcome = run(commands: text, in: lesson.folder)
      case .question(let question):
        try show(question.text)
        course?.waiting = .prediction(question)
        course?.prediction = nil
      case .answer(let answer): try reveal(answer)
      case .exercise(let exercise):
        try show(exercise.text)
        course?.waiting = .exercise(exercise)
        course?.hints = 0
        course?.isSolved = false
      }
    } catch let error as Diagnostic {
      tell(.failure(error))
      outcome = .failed
    } catch is Interruption {
      outcome = .interrupted
    } catch {
      tell(.warning("\(error)"))
      outcome = .failed
    }
    guard outcome == .done else {
      if outcome == .interrupted, asksStudent { tell(.output(.note("the step was stopped: Enter begins it anew"))) }
      if outcome == .failed { tell(.warning("the lesson stopped at its step \(shown + 1): \(lesson.name)")) }
      return outcome
    }
    course?.shown = shown + 1
    course?.workspace = workspace
    guard !isCatchingUp, let course else { return .done }
    keep(course)
    if asksStudent, let request = course.request { tell(.told("(\(request))")) }
    if course.isOver { end(course) }
    return .done
  }

  func run(commands text: String, in folder: String) -> Outcome {
    let id = append(.commands, text)
    // A plain prompt has nothing else to show which entry answers.
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    tell(.told(lines.map { "> \($0)" }.joined(separator: "\n")))
    return run(entry: id, folder: folder)
  }

  /// Prose with the numbers of this run.
  func show(_ text: String) throws {
    let filled = try LessonProse.filled(text) { try valueInProse("\"{\($0)}\"").description }
    _ = append(.prose, filled)
    tell(.prose(filled))
  }

  /// The step's entry in the notebook.
  func append(_ kind: Entry.Kind, _ text: String) -> Int {
    let id = interpreter.document.append(kind, text)
    interpreter.document.change(id) { $0.isOfLesson = true }
    lessonEntry = id
    return id
  }

  func valueInProse(_ text: String) throws -> Value {
    let source = SourceText(name: course?.lesson.name ?? "", text: text)
    let expression = try Parser(CommandRegistry.table).parseExpression(source)
    return try interpreter.evaluator(Interpreter.Place(source: source, folder: ".")).evaluate(expression)
  }

  func number(_ text: String) throws -> Double {
    guard case .number(let number) = try valueInProse(text) else {
      throw SessionError("the lesson's answer '\(text)' is no number")
    }
    return number
  }
}
