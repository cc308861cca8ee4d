import Script
import SequenceEngine

/// Jobs that come while another runs: answered between two updates of a training where they only look, else made to wait.
extension Session {
  /// A job that can be answered between two updates.
  struct Look {
    var text: String
    var isGesture: Bool
    var statements: [Statement]
    var source: SourceText
  }

  /// The job as a look; nil when it has to wait: it changes more than what is shown, the rate or the clipping.
  func look(_ job: SessionJob) -> Look? {
    let (text, isGesture): (String, Bool)
    switch job {
    case .enter(let entered): (text, isGesture) = (entered, false)
    case .gesture(let move): (text, isGesture) = (move, true)
    default: return nil
    }
    let source = SourceText(name: "entry \(document.entries.count + 1)", text: text)
    let parser = Parser(CommandRegistry.table, definedCommands: Set(workspace.commands.keys))
    let (program, diagnostics) = parser.parse(source)
    guard !diagnostics.contains(where: { $0.severity == .error }), !program.statements.isEmpty,
      program.statements.allSatisfy(isLook)
    else { return nil }
    return Look(text: text, isGesture: isGesture, statements: program.statements, source: source)
  }

  private func isLook(_ statement: Statement) -> Bool {
    switch statement.kind {
    case .command(let command):
      guard let known = CommandRegistry.byVerb[command.verb.text] else { return false }
      let isMove = known.isMove && !ContinueCommand.goesOverUpdates(command, workspace.breaks)
      return known.spec.isLook || isMove || known.appliesWhileTraining
    case .print, .assert: return true
    case .expression(let expression):
      if case .name(let name) = expression.kind, workspace.commands[name] != nil { return false }
      return true
    default: return false
    }
  }

  /// Answers a look on the session as it is at this moment. What it draws at random, binds or computes is forgotten;
  /// the place in time is kept, and a new rate or clipping holds from the next update on.
  ///
  /// - Returns: the entry, and whether it was done.
  func answer(_ look: Look, during training: inout TrainingRun) -> (entry: Int, isDone: Bool) {
    let id = look.isGesture ? gestureEntry(look.text).id : interpreter.document.append(.commands, look.text)
    let number = document[id: id]?.number ?? interpreter.document.nextNumber()
    interpreter.document.change(id) { entry in
      entry.number = number
      entry.clearAnswers()
    }
    let outer = running
    running = id
    defer { running = outer }
    // A move needs no new replay: the pictures stay, and only the place in them changes.
    if !look.isGesture { training.replay() }
    let own = Interpreter(environment: interpreter.environment) { [unowned self] in tell($0) }
    own.workspace = training.workspace(withWeights: !look.isGesture)
    own.document = document
    let trace = ReadTrace()
    own.trace = trace
    own.shown = interpreter.shown
    defer { interpreter.shown = own.shown }
    let (before, breaks) = (own.workspace.settings, own.workspace.breaks)
    var status = Entry.Status.done
    do {
      let place = Interpreter.Place(source: look.source, folder: interpreter.environment.folder)
      for statement in look.statements { try own.run(statement, at: place) }
    } catch let error as Diagnostic {
      tell(.failure(error))
      status = .failed
    } catch {
      status = .interrupted
    }
    training.stepper = own.workspace.stepper
    if own.workspace.breaks != breaks { training.use(own.workspace.breaks) }
    if own.workspace.settings != before {
      training.use(own.workspace.settings)
      tell(.output(.note("from update \(training.updates + 1) on")))
    }
    interpreter.document.change(id) { $0.status = status }
    looks.append((id, trace))
    keep(flushes: !look.isGesture)
    return (id, status == .done)
  }

  // MARK: Waiting

  /// A line that waits for the end of the running job.
  func queue(_ text: String) -> Int {
    let id = interpreter.document.append(.commands, text)
    interpreter.document.change(id) { $0.status = .queued }
    return id
  }

  /// An entry that could not be answered waits for what it is about.
  func queueAgain(_ id: Int) {
    interpreter.document.change(id) { entry in
      entry.status = .queued
      entry.clearAnswers()
    }
  }

  /// An entry that was edited and waits for its turn; the running one shows its new text when it runs again.
  func queue(_ id: Int, _ text: String) {
    guard id != running, document[id: id]?.kind == .commands, Entry.markdown(ofComments: text) == nil else { return }
    interpreter.document.change(id) { entry in
      entry.text = text
      entry.status = .queued
    }
  }

  /// What waited is not run.
  func drop(_ id: Int, isNew: Bool) {
    guard document[id: id]?.status == .queued else { return }
    interpreter.document.change(id) { entry in
      entry.status = isNew ? .interrupted : .fresh
      entry.add(.output(.note("not run: the job before it was interrupted")))
    }
  }
}
