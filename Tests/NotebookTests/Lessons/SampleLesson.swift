import Foundation
import Notebook

/// A small lesson on the disk, with a folder for progress.
struct SampleLesson {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("unroll-lesson-\(UUID().uuidString)")

  var path: String { folder.appendingPathComponent("small.rnn").path }
  var state: String { folder.appendingPathComponent("state").path }

  var environment: SessionEnvironment {
    SessionEnvironment(folder: folder.path, variables: ["UNROLL_HOME": folder.path], stateFolder: state)
  }

  init(_ text: String = Self.text) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  /// What is kept of how far its student is.
  var place: LessonProgress.Place? {
    (try? LessonShelf.lesson("small.rnn", environment)).flatMap { LessonProgress.read(state).progress[$0] }
  }

  /// A session at a prompt in that folder.
  func session() -> Recorder { Recorder(environment: environment) }

  /// Takes the sample in a session of its own, behind what was entered by then.
  static func taking(_ body: (Recorder, SampleLesson) throws -> Void, lines: String...) throws {
    let sample = try SampleLesson()
    defer { sample.remove() }
    let session = sample.session()
    session.run("lesson \"small.rnn\"")
    for line in lines { session.run(line) }
    try body(session, sample)
  }

  static let text = """
    # %% [markdown]
    # # Halves
    #
    # A number and its half.
    #
    # 2 minutes

    # %%
    let x = 8

    # %% [markdown] question
    # What is half of x?
    #
    # 1. two
    # 2. four, which is
    #    a half
    # 3. eight

    # %%
    let y = x / 2
    print y

    # %% [markdown] answer 2
    # Half of {x} is {x / 2:.1}; in code `{x}` stays.

    # %% [markdown] question
    # And a quarter of it? Type a number.

    # %%
    print x / 4

    # %% [markdown] answer x / 4 within 0.5
    # It is {x / 4}.

    # %% [markdown] exercise
    # ## Nine
    #
    # Make `z` nine.

    # %% [markdown] hint
    # Use let.

    # %% [markdown] hint
    # Say `let z = 9`.

    # %% solution
    let z = 9

    # %% check
    let goal = 9
    assert z > 8, "z is above 8"
    assert z == goal, "z is {goal}"

    # %% [markdown] summary
    # That was it.

    """
}
