import Script

/// A lesson that is run as a script, on its way to a page: titles that a reader understands, prose with the numbers of
/// this run, and over each answer what it is.
struct LessonPages {
  /// Answers whose place has not come yet.
  private var answers: [Lesson.Answer]

  /// nil: the script is no lesson.
  init?(_ program: Program) {
    guard program.entries.last?.title == "summary",
      let lesson = try? LessonReader.read(program.source, name: "", number: nil, folder: ".")
    else { return nil }
    answers = lesson.steps.compactMap { if case .answer(let answer) = $0 { answer } else { nil } }
  }

  /// What an entry's title says to a reader.
  static func heading(_ title: String) -> String {
    switch title.split(separator: " ").first {
    case "question": "Question"
    case "answer": "Answer"
    case "exercise": "Exercise"
    case "hint": "Hint"
    case "solution": "One way to do it"
    case "check": "Check"
    case "summary": "Summary"
    default: title
    }
  }

  /// The answer that belongs to this entry; nil: it is none.
  mutating func answer(_ entry: Entry) -> Lesson.Answer? {
    guard entry.kind == .prose, entry.title.hasPrefix("answer"), !answers.isEmpty else { return nil }
    return answers.removeFirst()
  }
}

extension Session {
  /// Prose that stands before a statement gets the numbers as they are now; what cannot be worked out stays as it was
  /// written.
  ///
  /// - Parameter statement: nil: everything that is left.
  func fillPages(before statement: Int?) {
    guard var pages = lessonPages else { return }
    for entry in interpreter.transcript.passed(before: statement) {
      var text = entry.text
      if entry.kind == .prose {
        text = LessonProse.filled(text) { expression in
          (try? valueInProse("\"{\(expression)}\"").description) ?? "{\(expression)}"
        }
      }
      if let answer = pages.answer(entry), case .number(let number)? = try? valueInProse(answer.value) {
        text = "**The answer is \(answer.words(number)).**\n\n" + text
      }
      interpreter.transcript.rewrite(entry.id, title: LessonPages.heading(entry.title), text: text)
    }
    lessonPages = pages
  }
}
