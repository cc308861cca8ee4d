import Script

/// Exercises: what holds already, hints, and one way to do it.
extension Session {
  private func requireExercise() throws(SessionError) -> Lesson.Exercise {
    let course = try requireCourse()
    guard case .exercise(let exercise) = course.waiting else {
      throw SessionError("no exercise is set here", hint: course.request ?? "an empty line goes on with the lesson")
    }
    return exercise
  }

  /// Says of each assertion of the check whether it holds; what the check changes is put back.
  func grade() throws {
    let exercise = try requireExercise()
    let found = try findings(of: exercise.check)
    var lines: [String] = []
    for finding in found {
      lines.append((finding.holds ? "holds    " : "not yet  ") + finding.message)
      if let reason = finding.reason, !reason.isEmpty { lines.append("         " + reason) }
    }
    let count = found.count { $0.holds }
    if count == found.count {
      lines.append("solved; Enter goes on with the lesson")
      if course?.isSolved == false { course?.tally.solved += 1 }
      course?.isSolved = true
      if let course { keep(course) }
    } else {
      lines.append("\(count) of \(found.count) hold; try on and grade again, or ask for a hint")
    }
    tell(.told(lines.joined(separator: "\n")))
  }

  struct Finding: Equatable {
    var message: String
    var holds: Bool
    /// What is so instead, or why nothing could be found out.
    var reason: String?
  }

  func findings(of check: String) throws -> [Finding] {
    let source = SourceText(name: "check", text: check)
    let parser = Parser(CommandRegistry.table, definedCommands: Set(workspace.commands.keys))
    let (program, _) = parser.parse(source)
    let place = Interpreter.Place(source: source, folder: course?.lesson.folder ?? ".")
    let (before, emit, hasChanged) = (interpreter.workspace, interpreter.emit, interpreter.hasChanged)
    interpreter.emit = { _ in }
    // What is put back is no change, and no step of undo.
    defer { (interpreter.workspace, interpreter.emit, interpreter.hasChanged) = (before, emit, hasChanged) }
    var findings: [Finding] = []
    for statement in program.statements {
      do {
        if case .assert(let condition, let message) = statement.kind {
          // A message may tell numbers, which there may be none of yet.
          let said = try? message.map { try interpreter.evaluator(place).text($0) }
          let reason = try interpreter.shortfall(of: condition, at: place)
          findings.append(Finding(message: said ?? source[condition.range], holds: reason == nil, reason: reason))
        } else {
          try interpreter.run(statement, at: place)
        }
      } catch let error as Diagnostic {
        guard case .assert(let condition, let message) = statement.kind else {
          // What the check needs is not there: nothing of it can hold.
          return [Finding(message: "there is what the exercise asks for", holds: false, reason: error.sentence)]
        }
        let said = try? message.map { try interpreter.evaluator(place).text($0) }
        findings.append(Finding(message: said ?? source[condition.range], holds: false, reason: error.sentence))
      }
    }
    return findings
  }

  func giveHint() throws {
    let exercise = try requireExercise()
    let given = course?.hints ?? 0
    guard given < exercise.hints.count else {
      tell(.told("there are no more hints; solution shows one way to do it"))
      return
    }
    course?.hints = given + 1
    let left = exercise.hints.count - given - 1
    let rest =
      left > 0 ? "(\(left) more \(left == 1 ? "hint" : "hints"))" : "(the last hint; solution shows one way to do it)"
    tell(.told(LessonProse.unwrapped(exercise.hints[given]) + "\n" + rest))
  }

  func giveSolution(isRun: Bool) throws {
    let exercise = try requireExercise()
    guard isRun else {
      tell(.told("one way to do it:\n" + Self.marked(exercise.solution)))
      if asksStudent { tell(.told("(solution run does it; then grade)")) }
      return
    }
    let source = SourceText(name: "solution", text: exercise.solution)
    let parser = Parser(CommandRegistry.table, definedCommands: Set(workspace.commands.keys))
    let place = Interpreter.Place(source: source, folder: course?.lesson.folder ?? ".", isTyped: true)
    if let course, course.isAway {
      // It is written for what the exercise began with, and not for what was tried since.
      interpreter.workspace = course.workspace
      interpreter.hasChanged = true
      tell(.told("begins where the exercise began; undo brings back what you made"))
    }
    tell(.told(Self.marked(exercise.solution)))
    for statement in parser.parse(source).program.statements { try interpreter.run(statement, at: place) }
  }

  private static func marked(_ commands: String) -> String {
    commands.split(separator: "\n").map { "> \($0)" }.joined(separator: "\n")
  }
}
