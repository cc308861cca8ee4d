import Script

/// Recording a session, and going back and forth in one that is replayed.
extension Session {
  /// What a command asks about recordings.
  func answer(_ request: RecordingRequest) throws {
    switch request {
    case .begin(let path):
      guard recording == nil else {
        throw SessionError("a recording is being made already", hint: "record off ends it")
      }
      // What led here comes first, so that the recording can be played in an empty session.
      recording = try RecordingInProgress(path: path, at: interpreter.environment.now(), since: way)
      tell(.told("recording to \(legible(path)); record off ends it, and replay plays it"))
    case .end:
      guard let recording else { throw SessionError("nothing is being recorded", hint: "record \"FILE\" begins it") }
      self.recording = nil
      let path = legible(recording.path)
      let runs = recording.hasLesson ? "; there is a lesson in it, which unroll run does not take" : ""
      tell(.told("recorded \(path); unroll replay \(path) plays it\(runs)"))
    case .replay(let path, let speed):
      // One that plays itself would never end.
      guard !isReplaying else { throw SessionError("a recording does not play another one") }
      let recording = try Recording.read(path)
      if playsRecordings {
        try replay(recording, speed: speed)
      } else {
        tell(.view(.recording(recording, speed: speed)))
      }
    }
  }

  /// Plays a recording at a prompt, each line after as long as it took, divided by the speed. Ctrl-C gives the prompt back.
  private func replay(_ recording: Recording, speed: Double) throws {
    guard interpreter.depth == 0 else { throw SessionError("replay stands alone at a prompt") }
    let environment = interpreter.environment
    var last = 0.0
    for (number, line) in recording.lines.enumerated() {
      let due = environment.now() + (line.time - last) / speed
      while environment.now() < due {
        guard !environment.isInterrupted() else {
          environment.clearInterrupt()
          tell(
            .output(
              .note("the replay stands before line \(number + 1) of \(recording.lines.count); the session is yours")))
          return
        }
        environment.rest(min(0.05, max(0, due - environment.now())))
      }
      last = line.time
      tell(.told("unroll> " + line.text))
      switch runRecorded(line.text) {
      case .interrupted: throw Interruption()
      case .quit:
        tell(.output(.note(Self.quitInReplay)))
        return
      case .done, .failed: continue
      }
    }
    tell(.output(.note("the replay is over; the session is yours")))
  }

  // MARK: A screen's replay

  /// Runs a line of a recording; `takeBackReplayed` goes back to before it.
  func runReplayed(_ text: String) -> Outcome {
    replayed.append(ReplayMark(workspace: workspace, document: document, course: course))
    if replayed.count > Self.mostMarks { replayed.removeFirst() }
    let outcome = runRecorded(text)
    guard outcome == .quit else { return outcome }
    tell(.output(.note(Self.quitInReplay)))
    return .done
  }

  /// A lesson of a recording begins where the recording's began, and it is nobody's progress. What quits there does not
  /// end the session that plays it.
  private func runRecorded(_ text: String) -> Outcome {
    isReplaying = true
    defer { (isReplaying, isQuitting) = (false, false) }
    return run(text)
  }

  func takeBackReplayed() -> Outcome {
    guard let mark = replayed.popLast() else { return .failed }
    interpreter.workspace = mark.workspace
    interpreter.document = mark.document
    course = mark.course
    keep()
    return .done
  }

  private static let mostMarks = 200
  private static let quitInReplay = "quit ends the replay here; the session is yours"
}

/// What a command asks about recordings.
enum RecordingRequest: Equatable {
  case begin(String)
  case end
  case replay(String, speed: Double)
}

/// A session as it was before a line of a recording.
struct ReplayMark {
  var workspace: Workspace
  var document: Document
  var course: Course?
}
