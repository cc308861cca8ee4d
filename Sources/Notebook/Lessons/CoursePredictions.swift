import Script
import SequenceEngine

/// What a student foretells in a lesson, and what is kept of it.
extension Session {
  func predict(_ number: Double) throws {
    let course = try requireCourse()
    guard case .prediction(let question) = course.waiting else {
      throw SessionError(
        "nothing is asked here that a number could answer", hint: course.request ?? "an empty line goes on")
    }
    var said = Value.number(number).literal
    if !question.choices.isEmpty {
      guard let choice = Int(exactly: number), question.choices.indices.contains(choice - 1) else {
        throw SessionError("the choices are 1 to \(question.choices.count), and \(said) is none of them")
      }
      said += ": \(question.choices[choice - 1])"
    }
    self.course?.prediction = number
    tell(.told("you predict \(said)\nEnter shows what happens"))
  }

  /// Tells whether the prediction was right, and why it is so.
  func reveal(_ answer: Lesson.Answer) throws {
    let number = try number(answer.value)
    let tolerance = try answer.tolerance.map { try self.number($0) } ?? abs(number) * 0.01
    var verdict = "**The answer is \(answer.words(number)).**"
    if let prediction = course?.prediction {
      let isRight = answer.choices.isEmpty ? abs(prediction - number) <= tolerance : prediction == number
      course?.tally.predicted += 1
      if isRight { course?.tally.right += 1 }
      let said = "You predicted \(answer.words(prediction))."
      let right = answer.choices.isEmpty ? "Right: " : "Right, "
      verdict = isRight ? "**\(right)\(answer.words(number)).**" : "\(verdict) \(said) This is why:"
      if isRight, prediction != number { verdict += " " + said }
      course?.prediction = nil
    }
    try show(verdict + "\n\n" + answer.text)
  }

  func keep(_ course: Course) {
    guard !isReplaying else { return }
    let folder = interpreter.environment.stateFolder
    var progress = LessonProgress.read(folder).progress
    var place = course.place
    // What was done once stays done, also when it is looked at again.
    if progress[course.lesson]?.isDone == true { place.isDone = true }
    progress[course.lesson] = place
    if let fault = progress.write(folder), !hasToldKeeping {
      hasToldKeeping = true
      tell(.warning(fault))
    }
  }

  /// What the student did of what was asked; empty where nothing was tried.
  static func score(_ course: Course?) -> [String] {
    guard let course, course.tally != LessonProgress.Tally() else { return [] }
    let (tally, lesson) = (course.tally, course.lesson)
    return [
      "**Predictions right: \(tally.right) of \(lesson.questions). Exercises solved: \(tally.solved) of "
        + "\(lesson.exercises).**"
    ]
  }

  func end(_ course: Course) {
    let slots = LessonShelf.slots(interpreter.environment)
    let next = course.lesson.number.flatMap { number in slots.first { $0.number > number } }
    tell(.output(.note("\(course.lesson.title) is done" + (next.map { "; lesson \($0.name) is the next" } ?? ""))))
    self.course = nil
  }
}
