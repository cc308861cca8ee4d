import Glibc
import Notebook
import Script
import Synchronization

/// What reads scripts: colours and brackets, statements, layout, completion, a check, a run, a notebook's file.
extension FuzzTarget {
  static let script = [lexer, parser, layout, completion, check, interpreter, notebook, journal]

  private static let scriptWords = [
    "# %%", "# %% [markdown]", "cell", "def", "let", "if", "else", "for", "in", "repeat", "sweep", "report", "include",
    "add", "data", "inline", "model", "train", "steps=", "..", "\\u{1B}", "\"", "{", "}", "[", "]", "(", ")", "h'",
    "W(",
    "1e400", "0x7FFFFFFFFFFFFFFF", "-9223372036854775808", "1..9", "by", "^", "{x:.3}", "and", "or", "not", "where",
    "\u{202E}", "\u{FEFF}",
  ]

  static let lexer = FuzzTarget("lexer", corpus: "scripts", words: scriptWords) { bytes in
    guard let source = try? SourceText(name: "fuzz", bytes: bytes) else { return }
    var end = 0
    for highlight in Highlighter.highlights(of: source) {
      precondition(highlight.range.lower >= end && highlight.range.upper <= source.bytes.count, "colours overlap")
      end = highlight.range.upper
    }
    _ = Parser.isIncomplete(source.text)
  }

  static let parser = FuzzTarget("parser", corpus: "scripts", words: scriptWords) { bytes in
    guard let source = try? SourceText(name: "fuzz", bytes: bytes) else { return }
    let (_, diagnostics) = Parser(CommandRegistry.table).parse(source)
    // The first lines of a long complaint look as all do.
    for diagnostic in diagnostics.prefix(3) { checkLegible(diagnostic.rendered) }
  }

  static let layout = FuzzTarget("layout", corpus: "scripts", words: scriptWords) { bytes in
    guard let source = try? SourceText(name: "fuzz", bytes: bytes),
      let laidOut = try? Layout(CommandRegistry.table).laidOut(source)
    else { return }
    let again = try? Layout(CommandRegistry.table).laidOut(SourceText(name: "fuzz", text: laidOut))
    precondition(again == laidOut, "laying out twice changes a script")
  }

  static let completion = FuzzTarget("completion", corpus: "scripts", words: scriptWords) { bytes in
    guard let source = try? SourceText(name: "fuzz", bytes: bytes) else { return }
    let completer = Completer(CommandRegistry.table, host: NoNames())
    let cursor = source.bytes.count / (1 + source.bytes.count % 2)
    for candidate in completer.complete(source.text, cursor: cursor).candidates { checkLegible(candidate.text) }
    _ = completer.help(source.text, cursor: cursor)
  }

  /// Everything up to where a command would compute.
  static let check = FuzzTarget("check", corpus: "scripts", words: scriptWords) { bytes in
    guard let source = try? SourceText(name: "fuzz", bytes: bytes) else { return }
    for diagnostic in ScriptCheck.diagnostics(in: source, environment: budgeted(5000)) {
      checkLegible(diagnostic.rendered)
    }
  }

  /// The language itself, and of the commands those that neither train nor touch files. What does not parse would be
  /// refused before anything runs; `parser` looks at that.
  static let interpreter = FuzzTarget("interpreter", corpus: "scripts", words: scriptWords) { bytes in
    guard let source = try? SourceText(name: "fuzz", bytes: bytes) else { return }
    let (program, diagnostics) = Parser(CommandRegistry.table).parse(source)
    guard !diagnostics.contains(where: { $0.severity == .error }), program.statements.allSatisfy(isHarmless) else {
      return
    }
    let session = Session(environment: budgeted(20_000)) { event in
      switch event {
      case .failure(let diagnostic): checkLegible(diagnostic.rendered)
      default: break
      }
    }
    _ = session.run(source, folder: ".", path: nil)
  }

  /// A notebook's file, opened and written again.
  static let notebook = FuzzTarget("notebook", corpus: "scripts", words: scriptWords) { bytes in
    let session = Session(environment: budgeted(1000)) { _ in }
    do { _ = try withFile(bytes) { try session.open($0) } } catch { return }
    let written = session.document.script
    _ = try? withFile(Array(written.utf8)) { try session.open($0) }
    precondition(session.document.script == written, "a notebook that is opened and written changes")
  }

  /// What a killed session left: records with their checksums, or else each line as the content of one.
  static let journal = FuzzTarget(
    "journal",
    words: ["{\"entry\":", "{\"order\":[", "{\"file\":", "\"id\":", "\"answers\":", "9223372036854775807", "-1"]
  ) { bytes in
    let records =
      JournalFile.records(of: bytes)?.records
      ?? bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)
    var document = SessionJournal.document(of: records)
    precondition(document.entries.count <= bytes.count, "entries out of nothing")
    document.append(.commands, "print 1")
    _ = document.script
  }

  /// An environment in which a person presses Ctrl-C after so many looks at the keyboard, or half a second of processor
  /// time: a script may ask for any work, but it has to hear that.
  private static func budgeted(_ looks: Int) -> SessionEnvironment {
    let left = Budget(looks)
    return SessionEnvironment(isInterrupted: { left.isSpent() })
  }

  private static func isHarmless(_ statement: Statement) -> Bool {
    switch statement.kind {
    case .command(let command):
      // cells plans every built-in cell, which takes longer than a thousand inputs.
      return ["help", "models", "history", "seed", "split", "loss", "optimizer", "clip"].contains(command.verb.text)
    case .include, .sweep: return false
    case .conditional(let branches, let otherwise):
      return branches.allSatisfy { $0.body.allSatisfy(isHarmless) } && (otherwise ?? []).allSatisfy(isHarmless)
    case .forEach(_, _, let body), .repeated(_, let body): return body.allSatisfy(isHarmless)
    case .definition(let definition): return definition.body.allSatisfy(isHarmless)
    default: return true
    }
  }
}

/// What a person is shown steers no terminal.
func checkLegible(_ text: String) {
  if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F || $0 == UInt8(ascii: "\n") }) { return }
  for scalar in text.unicodeScalars where scalar != "\n" {
    precondition(scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value), "a control character is shown")
    precondition(
      !(0x202A...0x202E).contains(scalar.value) && !(0x2066...0x2069).contains(scalar.value), "bidi is shown")
  }
}

private final class Budget: Sendable {
  private let left: Atomic<Int>
  private let end = clock() + CLOCKS_PER_SEC / 2

  init(_ count: Int) { left = Atomic(count) }

  func isSpent() -> Bool { left.subtract(1, ordering: .relaxed).newValue < 0 || clock() > end }
}

private struct NoNames: CompletionHost {
  var variables: [Candidate] { [] }
  var definedCommands: [CommandSpec] { [] }
  func candidates(for vocabulary: Vocabulary) -> [Candidate] { [] }
  func files(startingWith path: String) -> [String] { [] }
}
