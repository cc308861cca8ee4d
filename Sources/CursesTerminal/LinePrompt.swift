import CReadline
import CTerminal
import Glibc
import Script
import TerminalUI

/// The plain prompt: GNU readline reads and shows the line, with the user's inputrc, vi mode, history search and
/// paste.
///
/// Make one, after `ct_guard()` and `TerminalTraits.detect()`; readline has one state for the whole program.
public final class LinePrompt {
  public let history: LineHistory
  private let prompt: String
  private let continuation: String
  private let isIncomplete: (String) -> Bool
  private var answer: Answer?

  public enum Answer: Equatable, Sendable {
    /// One whole entry; lines are separated by `\n`.
    case entry(String)
    /// Ctrl-D on an empty line, or the terminal is gone.
    case end
  }

  /// - Parameters:
  ///   - prompt: shown before an entry. Later lines of an entry get dots of the same width.
  ///   - usesViKeys: vi's or Emacs' keys; nil: as the inputrc says.
  ///   - isIncomplete: whether the entry so far asks for another line.
  ///   - help: what F1 tells about the cursor's word, line by line; told the entry and the cursor as `completions` is.
  ///   - completions: told the entry so far and the cursor in UTF-8 bytes; texts replace the word before the cursor.
  public init(
    prompt: String = "unroll> ", usesViKeys: Bool? = nil, isIncomplete: @escaping (String) -> Bool,
    help: @escaping (_ line: String, _ cursorUTF8: Int) -> [String],
    completions: @escaping (_ line: String, _ cursorUTF8: Int) -> [Candidate]
  ) {
    self.prompt = prompt
    continuation = String(repeating: " ", count: max(0, prompt.displayWidth - 6)) + "...> "
    self.isIncomplete = isIncomplete
    Readline.begin(usesViKeys: usesViKeys)
    rl_prep_term_function = { LinePrompt.prepareTerminal(eightBits: $0) }
    rl_redisplay_function = { Readline.showLine() }
    history = LineHistory()
    LineHelp.install(help)
    LineCompletion.install(completions) { LineCompletion.print($0) }
  }

  /// As readline does it, but a signal key does not throw away what was typed before it: a read that was promised a
  /// byte would wait for it for ever. What is to be thrown away is, by whoever takes the signal.
  private static func prepareTerminal(eightBits: CInt) {
    rl_prep_terminal(eightBits)
    var settings = termios()
    guard tcgetattr(STDIN_FILENO, &settings) == 0 else { return }
    settings.c_lflag |= tcflag_t(NOFLSH)
    tcsetattr(STDIN_FILENO, TCSANOW, &settings)
  }

  /// Asks for one entry. Ctrl-C throws away what is typed and asks anew.
  public func read() -> Answer {
    ct_clear_interrupt()
    _ = ct_take_signals()
    var lines: [String] = []
    while true {
      LineCompletion.earlierLines = lines.map { $0 + "\n" }.joined()
      switch readLine(lines.isEmpty ? prompt : continuation) {
      case .entry(let line):
        lines.append(line)
        let entry = lines.joined(separator: "\n")
        if isIncomplete(entry) { continue }
        history.add(entry)
        return .entry(entry)
      case .end where lines.isEmpty: return .end
      case .end:
        // The parser says what is still open.
        let entry = lines.joined(separator: "\n")
        history.add(entry)
        return .entry(entry)
      case nil: lines = []
      }
    }
  }

  /// One line; `nil` after Ctrl-C.
  private func readLine(_ prompt: String) -> Answer? {
    answer = nil
    Self.reading = self
    let pasteOff = "\u{1B}[?2004l"
    ct_arm(pasteOff, pasteOff.utf8.count)
    ct_report_stop(true)
    defer {
      ct_report_stop(false)
      ct_disarm()
      Self.reading = nil
    }
    Readline.keepingLocale {
      rl_callback_handler_install(prompt) { line in LinePrompt.reading?.accept(line) }
    }
    while answer == nil {
      var sources = [
        pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
        pollfd(fd: ct_wake_descriptor(), events: Int16(POLLIN), revents: 0),
      ]
      let ready = poll(&sources, nfds_t(sources.count), -1)
      if ready < 0, errno != EINTR { return leave(.end) }
      let signals = Int(ct_take_signals())
      if signals & CT_INTERRUPTED != 0 { return interrupted() }
      if signals & CT_STOP_ASKED != 0 { suspend() }
      if signals & (CT_RESIZED | CT_CONTINUED) != 0 { refresh() }
      guard ready > 0, sources[0].revents != 0 else { continue }
      if sources[0].revents & Int16(POLLIN) == 0 { return leave(.end) }
      // Somebody who has begun a line is not interrupted by others.
      if rl_end == 0 { history.refresh() }
      rl_callback_read_char()
    }
    return answer
  }

  /// Called by readline with the finished line, or `nil` at its end.
  private func accept(_ line: UnsafeMutablePointer<CChar>?) {
    // Taken away at once, or readline would show the next prompt before the entry has run.
    rl_callback_handler_remove()
    guard let line else {
      fputs("\n", rl_outstream)
      answer = .end
      return
    }
    answer = .entry(String(cString: line))
    free(line)
  }

  private func leave(_ answer: Answer) -> Answer {
    rl_callback_handler_remove()
    return answer
  }

  private func interrupted() -> Answer? {
    ct_clear_interrupt()
    tcflush(STDIN_FILENO, TCIFLUSH)
    rl_callback_sigcleanup()
    rl_free_line_state()
    rl_echo_signal_char(SIGINT)
    rl_callback_handler_remove()
    fputs("\n", rl_outstream)
    return nil
  }

  private func suspend() {
    rl_deprep_terminal()
    fputs("\n", rl_outstream)
    fflush(rl_outstream)
    ct_suspend()
  }

  /// After a resize, or when the shell gave the terminal back.
  private func refresh() {
    rl_deprep_terminal()
    Self.prepareTerminal(eightBits: 1)
    rl_resize_terminal()
    rl_forced_update_display()
  }

  /// The prompt that readline's callbacks, which carry no context, belong to.
  private static var reading: LinePrompt?
}
