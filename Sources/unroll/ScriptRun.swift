import CTerminal
import CursesTerminal
import Glibc
import Notebook
import Script
import SequenceEngine
import TerminalUI

/// One script from beginning to end, on a thread of its own.
@MainActor
struct ScriptRun {
  let path: String
  let preferences: Preferences
  let isQuiet: Bool
  var settings: [ScriptSetting] = []
  var seed: UInt64?
  var threads: Int?
  var format = Run.Format.text
  var output: String?
  /// What is done with the expected output; nil: nothing.
  var use: ExpectedOutput.Use?

  init(path: String, preferences: Preferences, isQuiet: Bool) {
    self.path = path
    self.preferences = preferences
    self.isQuiet = isQuiet
  }

  func status() -> Int32 {
    let traits = TerminalTraits.detect(colour: preferences.colour, asciiOnly: preferences.ascii)
    if let threads = threads ?? preferences.threads { Parallel.threads = threads }
    let target: ResultTarget
    do { target = try ResultTarget(output) } catch {
      complain("unroll: \(error)")
      return ExitStatus.failed
    }
    let isShown = target.isStandardOutput
    let style = WriterStyle(
      output: target.descriptor, width: TerminalTraits.width(), characters: isShown ? traits.characters : .unicode,
      colour: isShown ? traits.colour : .none, showsProgress: traits.isErrorTerminal && !isQuiet, isQuiet: isQuiet,
      tellsPictures: preferences.tellsPictures)
    let result = Channel<Int32>()
    let (path, settings, seed, format, use) = (path, settings, seed, format, use)
    let (usualSeed, kept) = (preferences.seed, preferences.keptResults)
    let isStarted = SessionThread.start {
      let writer: any EventWriter = format == .jsonl ? JSONLinesWriter(style) : TextWriter(style)
      guard let use else { return result.send(Self.run(path, settings, seed, usualSeed, kept, writer)) }
      let keeper = KeepingWriter(writer)
      let status = Self.run(path, settings, seed, usualSeed, kept, keeper)
      result.send(Self.status(status, ExpectedOutput(script: path), use, keeper.lines))
    }
    guard isStarted else {
      complain("unroll: no thread could be started")
      return ExitStatus.failed
    }
    var status = result.receive(whileReadable: target.hasReader ? target.descriptor : nil, within: -1)
    if status == nil {
      // Who closes a pipe, as head does, has read enough.
      ct_interrupt()
      _ = result.receive(whileReadable: nil, within: Self.patience)
      status = ExitStatus.closedPipe
    }
    guard let status, status != ExitStatus.closedPipe else {
      endProgram(by: SIGPIPE)
      return ExitStatus.closedPipe
    }
    return target.finish(status, isQuiet: isQuiet)
  }

  /// Milliseconds that a script without a reader has to come to its end.
  private static let patience: Int32 = 2000

  /// The status of a run whose output was compared or recorded; what a failed script put out is not recorded.
  nonisolated private static func status(
    _ status: Int32, _ expected: ExpectedOutput, _ use: ExpectedOutput.Use, _ lines: [String]
  ) -> Int32 {
    guard use == .record else { return expected.agrees(lines) ? status : max(status, ExitStatus.failed) }
    guard status == 0 else {
      complain("unroll: the script failed, so its output was not recorded")
      return status
    }
    do {
      try expected.record(lines)
      return 0
    } catch {
      complain("unroll: \(error)")
      return ExitStatus.failed
    }
  }

  nonisolated private static func run(
    _ path: String, _ settings: [ScriptSetting], _ seed: UInt64?, _ usualSeed: UInt64?, _ kept: KeptResults?,
    _ writer: any EventWriter
  ) -> Int32 {
    let environment = SessionEnvironment.ofProgram(folder: ".", keptResults: kept)
    let start = environment.now()
    let session = Session(environment: environment) { writer.write($0) }
    session.afterStatement = { writer.flush() }
    if let usualSeed { session.useSeed(usualSeed) }
    if let seed { session.fixSeed(seed) }
    writer.begin(seed: session.workspace.seed)
    var outcome = Session.Outcome.failed
    do {
      let source = try ScriptFile.read(argument: path)
      outcome =
        path == ScriptFile.standardInput
        ? session.run(source, folder: ".", path: nil, settings: settings)
        : session.run(script: source, path: path, settings: settings)
    } catch let error as Diagnostic {
      writer.write(.failure(error))
    } catch {
      writer.write(.failure(Diagnostic("\(error)", at: SourceRange(0, 0), in: SourceText(name: path, text: ""))))
    }
    let status =
      switch outcome {
      case .done, .quit: Int32(0)
      case .failed: ExitStatus.failed
      case .interrupted: ExitStatus.interrupted
      }
    writer.end(status: status, seconds: environment.now() - start)
    guard let failure = writer.failure else { return status }
    if failure == EPIPE { return ExitStatus.closedPipe }
    complain("unroll: not all results could be written: \(String(cString: strerror(failure)))")
    return status == 0 ? ExitStatus.failed : status
  }
}

extension SessionEnvironment {
  /// The real world: Ctrl-C, the clock, the environment.
  ///
  /// - Parameters:
  ///   - liveFiles: where a notebook's session keeps its journal; a script's keeps none.
  ///   - keptResults: where results of entries marked once are; nil: none are kept.
  static func ofProgram(
    folder: String, liveFiles: LiveFiles? = nil, keptResults: KeptResults? = nil
  ) -> SessionEnvironment {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let length = readlink("/proc/self/exe", &buffer, buffer.count)
    let program = String(decoding: buffer.prefix(max(0, length)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    let home = getenv("UNROLL_HOME").map { ["UNROLL_HOME": String(cString: $0)] } ?? [:]
    return SessionEnvironment(
      isInterrupted: { ct_interrupted() }, clearInterrupt: { ct_clear_interrupt() },
      now: {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
      }, rest: { usleep(useconds_t($0 * 1e6)) },
      guardThread: { body in
        _ = ct_guard_thread()
        body()
        ct_release_thread()
      }, folder: folder, variables: home, programPath: program, liveFiles: liveFiles, keptResults: keptResults,
      stateFolder: UserFolder.state)
  }
}

extension LiveFiles {
  /// The journals' folder of this user; `nil` when there can be none.
  @MainActor static func ofProgram() -> LiveFiles? {
    guard let folder = UserFolder.state.map({ $0 + "/sessions" }), UserFolder.make(folder) else { return nil }
    return LiveFiles(folder: folder)
  }
}
