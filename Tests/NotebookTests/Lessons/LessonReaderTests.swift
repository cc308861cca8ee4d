import Notebook
import Script
import Testing

@Suite("A notebook read as a lesson")
struct LessonReaderTests {
  private func read(_ text: String) throws -> Lesson {
    let sample = try SampleLesson(text)
    defer { sample.remove() }
    return try LessonShelf.lesson("small.rnn", sample.environment)
  }

  /// What is wrong with the sample once a part of it is another.
  private func fault(_ part: String, _ other: String) throws -> String {
    let text = SampleLesson.text.replacing(part, with: other)
    #expect(text != SampleLesson.text)
    let sample = try SampleLesson(text)
    defer { sample.remove() }
    let session = sample.session()
    session.run("lesson \"small.rnn\"")
    return session.rendered?.split(separator: "\n").first.map { String($0.drop { $0 != ":" }) } ?? "none"
  }

  @Test("head, steps, choices, hints, solution and check are told apart")
  func whole() throws {
    let lesson = try read(SampleLesson.text)
    #expect(lesson.title == "Halves" && lesson.summary == "A number and its half." && lesson.minutes == 2)
    #expect(lesson.questions == 2 && lesson.exercises == 1 && lesson.steps.count == 10)
    guard case .question(let first) = lesson.steps[2], case .question(let second) = lesson.steps[5] else {
      Issue.record("no questions there")
      return
    }
    #expect(first.choices == ["two", "four, which is a half", "eight"] && second.choices.isEmpty)
    guard case .answer(let answer) = lesson.steps[7], case .exercise(let exercise) = lesson.steps[8] else {
      Issue.record("no answer and exercise there")
      return
    }
    #expect(answer.value == "x / 4" && answer.tolerance == "0.5")
    #expect(exercise.hints == ["Use let.", "Say `let z = 9`."] && exercise.solution == "let z = 9")
  }

  @Test(
    "what is no lesson is told with its line and what to do",
    arguments: [
      ("# 2 minutes", "# soon", ":1:1: error: the head is title, sentence and minutes; begin with"),
      (
        "# %%\nlet x = 8\n", "# %% qestion\nlet x = 8\n",
        ":8:1: error: no entry of a lesson is called 'qestion'; did you"
      ),
      (
        "# %% solution\nlet z = 9\n", "# %% [markdown] solution\n# let z\n",
        "error: this exercise has no '# %% solution' behind its hints"
      ),
      ("answer 2", "answer 4", "error: the question has 3 choices, and the answer is 4"),
      ("answer x / 4 within", "answer x / within", "error: 'x /' is no expression"),
      ("# %%\nprint x / 4\n\n", "", "error: nothing is shown between question and answer; run there"),
      ("# %% [markdown] hint\n# Use let.\n\n# %% [markdown] hint\n# Say `let z = 9`.\n\n", "", "has no hint behind it"),
      (", \"z is above 8\"", "", "error: an assertion of this check has no message; write assert CONDITION"),
      ("# %% [markdown] summary\n# That was it.", "", "error: the lesson has no summary; end it with"),
      ("# %% [markdown] answer 2\n", "# %% [markdown]\n", "the question of line 11 needs its answer"),
      (
        "# %% [markdown] question\n# And", "# %% question\n# And",
        "'question' is prose: write '# %% [markdown] question'"
      ),
    ])
  func faults(_ part: String, _ other: String, _ expected: String) throws {
    let told = try fault(part, other)
    #expect(told.contains(expected), "\(told)")
  }

  @Test("numbers are filled in outside of code alone")
  func prose() throws {
    let sample = try SampleLesson(
      SampleLesson.text.replacing(
        "# That was it.", with: "# {x}, `{x}`\n#\n#     {x} = 8\n#\n# ```\n# {x}\n# ```\n# {\"a\" + \"b\"} {1 / 3:.2}"))
    defer { sample.remove() }
    let session = sample.session()
    session.run("lesson \"small.rnn\"")
    for _ in 1...9 { session.run("next skip") }
    #expect(session.prose == ["8, `{x}`\n\n    {x} = 8\n\n```\n{x}\n```\nab 0.33"])
  }

  @Test("a lesson that runs as a script becomes a page with the numbers of the run and titles in words")
  func page() throws {
    let session = Session(environment: SessionEnvironment()) { _ in }
    let source = SourceText(name: "small.rnn", text: SampleLesson.text)
    #expect(session.run(source, folder: ".", path: nil) == .done)
    let page = NotebookExport.text(session.notebook, as: .md, title: "small")
    for words in [
      "### Question\n\nWhat is half of x?",
      "### Answer\n\n**The answer is 2: four, which is a half.**\n\nHalf of 8 is 4.0; in code `{x}` stays.",
      "### Answer\n\n**The answer is 2.**\n\nIt is 2.", "### One way to do it\n\n```unroll\nlet z = 9\n```",
      "### Summary\n\nThat was it.",
    ] {
      #expect(page.contains(words), "\(words)")
    }
  }

  @Test("prose of a notebook that is no lesson keeps its braces and titles")
  func noLesson() {
    let session = Session(environment: SessionEnvironment()) { _ in }
    let source = SourceText(name: "a.rnn", text: "# %% [markdown] question\n# A set is {1, 2}.\n# %%\nlet x = 1\n")
    #expect(session.run(source, folder: ".", path: nil) == .done)
    #expect(NotebookExport.text(session.notebook, as: .md, title: "a").hasPrefix("### question\n\nA set is {1, 2}."))
  }
}
