import Foundation
import Notebook
import Testing

@Suite("Progress in lessons of one's own")
struct LessonProgressTests {
  /// Two lessons whose files are called the same, in two folders, of one student.
  private func two(_ body: (_ first: SampleLesson, _ session: Recorder, _ other: Recorder) throws -> Void) throws {
    let (first, second) = (try SampleLesson(), try SampleLesson())
    defer {
      first.remove()
      second.remove()
    }
    var environment = second.environment
    environment.stateFolder = first.state
    try body(first, first.session(), Recorder(environment: environment))
  }

  @Test("files of one name in two folders are two lessons; one file is one lesson from every folder")
  func files() throws {
    try two { first, session, other in
      session.run("lesson \"small.rnn\"")
      for _ in 1...3 { session.run("next skip") }
      other.run("lesson \"small.rnn\"")
      #expect(other.prose.first?.hasPrefix("# Halves") == true, "it begins at its own first step")
      other.run("lesson \"\(first.path)\"")
      #expect(other.notes == ["on from step 5 of 10; lesson restart begins anew"])
    }
  }

  @Test("what was kept under a bare name belongs to the first such file that is taken, and to it alone")
  func bareName() throws {
    try two { first, session, other in
      try FileManager.default.createDirectory(atPath: first.state, withIntermediateDirectories: true)
      let kept = "unroll lessons 1\nmemory\t24\t24\tdone\t2\t2\t2\nsmall.rnn\t4\t10\topen\t0\t0\t0\n"
      try Data(kept.utf8).write(to: URL(fileURLWithPath: first.state + "/lessons"))
      session.run("lesson \"small.rnn\"")
      #expect(session.notes == ["on from step 5 of 10; lesson restart begins anew"])
      other.run("lesson \"small.rnn\"")
      #expect(other.prose.first?.hasPrefix("# Halves") == true)
      let progress = LessonProgress.read(first.state).progress
      #expect(first.place?.step == 5 && progress["small.rnn"] == nil)
      #expect(progress["memory"]?.isDone == true, "lessons of the course are kept by their names")
    }
  }
}
