import CReadline
import CTerminal
import Glibc
import Script
import TerminalUI

/// GNU readline inside the full screen: it is fed with the bytes of keys and says what the line is now. It reads
/// nothing, draws nothing and leaves the terminal alone.
///
/// Make one, before the `Screen`, since readline reads the terminal's description as well.
public final class LineEditor {
  /// Told the whole entry and the cursor's place in it, in UTF-8 bytes.
  public struct Help {
    public var candidates: (_ entry: String, _ cursor: Int) -> [Candidate]
    /// How the command being typed is used, and the argument that the cursor stands at.
    public var signature: (_ entry: String, _ cursor: Int) -> (usage: String?, argument: String?)
    public var isIncomplete: (_ entry: String) -> Bool

    public init(
      candidates: @escaping (String, Int) -> [Candidate], signature: @escaping (String, Int) -> (String?, String?),
      isIncomplete: @escaping (String) -> Bool
    ) {
      self.candidates = candidates
      self.signature = signature
      self.isIncomplete = isIncomplete
    }
  }

  public let history: LineHistory
  let help: Help
  private let prompt: String
  /// Bytes that readline has not taken yet.
  private var queue: [UInt8] = []
  private var candidates: [Candidate] = []
  private var happened: [Event] = []

  /// readline's callbacks carry no context: they belong to this one.
  static private(set) var current: LineEditor?

  /// - Parameter usesViKeys: vi's or Emacs' keys; nil: as the inputrc says.
  public init(prompt: String = LineState().prompt, usesViKeys: Bool? = nil, help: Help) {
    self.prompt = prompt
    self.help = help
    Readline.begin(usesViKeys: usesViKeys)
    history = LineHistory()
    rl_prep_term_function = nil
    rl_deprep_term_function = nil
    // Whatever readline still wants to write has no place on the screen.
    if let nowhere = fopen("/dev/null", "we") { rl_outstream = nowhere }
    rl_variable_bind("bell-style", "none")
    rl_variable_bind("blink-matching-paren", "off")
    rl_variable_bind("show-all-if-ambiguous", "on")
    rl_getc_function = { _ in LineEditor.current?.nextByte() ?? -1 }
    rl_input_available_hook = { LineEditor.current?.queue.isEmpty == false ? 1 : 0 }
    rl_redisplay_function = {}
    LineEditor.current = self
    LineCompletion.install(help.candidates) { LineEditor.current?.candidates = $0 }
    LineCommands.bind()
    begin()
  }

  /// Gives the key to readline. The events are entries that it finished and the line as it is then.
  public func press(_ press: KeyPress) -> [Event] {
    // In Emacs mode Esc waits for a second key, which on an empty line would be lost for time travel.
    if press == KeyPress(.escape), state.isEmpty, rl_editing_mode == 1 { return [] }
    if isUnknownSequence(press.bytes) { return [] }
    candidates = []
    if rl_end == 0 { history.refresh() }
    queue += press.key == .enter ? [13] : press.bytes
    // Behind a finished line it goes back to the environment's locale, in which a letter may be several bytes.
    while !queue.isEmpty { Readline.keepingLocale { rl_callback_read_char() } }
    return news()
  }

  /// Inserts a text at the cursor as it is: its tabs and line ends are no keys.
  public func insert(_ text: String) -> [Event] {
    leaveSearch()
    candidates = []
    rl_insert_text(text)
    return news()
  }

  /// Makes the line this text, which can be undone; the cursor is given in UTF-8 bytes. An empty text begins anew.
  public func replace(_ text: String, cursor: Int) -> [Event] {
    leaveSearch()
    candidates = []
    if text.isEmpty {
      rl_free_line_state()
      rl_callback_handler_remove()
      begin()
    } else {
      rl_begin_undo_group()
      rl_delete_text(0, rl_end)
      rl_point = 0
      rl_insert_text(text)
      rl_end_undo_group()
      rl_point = min(max(0, CInt(cursor)), rl_end)
    }
    return news()
  }

  public func close() {
    rl_callback_handler_remove()
    LineEditor.current = nil
  }

  private func begin() {
    Readline.keepingLocale {
      rl_callback_handler_install(prompt) { line in LineEditor.current?.accept(line) }
    }
  }

  /// Called by readline with the finished line, or `nil` at its end.
  private func accept(_ line: UnsafeMutablePointer<CChar>?) {
    guard let line else {
      happened.append(.ended)
      return
    }
    let entry = String(cString: line)
    free(line)
    history.add(entry)
    happened.append(.entered(entry))
  }

  /// readline asks for a byte. Some of its commands ask for one more than was typed; that one is waited for.
  private func nextByte() -> CInt {
    if !queue.isEmpty { return CInt(queue.removeFirst()) }
    var byte: UInt8 = 0
    while true {
      let count = read(STDIN_FILENO, &byte, 1)
      if count == 1 { return CInt(byte) }
      guard count < 0, errno == EINTR else { return -1 }
    }
  }

  /// A sequence without a meaning would be typed as letters.
  private func isUnknownSequence(_ bytes: [UInt8]) -> Bool {
    guard bytes.count > 2, bytes[0] == 27, bytes[1] == UInt8(ascii: "[") || bytes[1] == UInt8(ascii: "O") else {
      return false
    }
    var type: CInt = 0
    return bytes.withUnsafeBytes {
      rl_function_of_keyseq_len($0.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count, nil, &type) == nil
    }
  }

  private func leaveSearch() {
    if state.isBusy {
      rl_callback_sigcleanup()
      rl_clear_message()
    }
  }

  private func news() -> [Event] {
    defer { happened = [] }
    return happened + [.line(state)]
  }

  /// The line as it is now.
  public var state: LineState {
    var state = LineState()
    state.prompt = Self.shownPrompt
    let bytes = UnsafeRawBufferPointer(start: rl_line_buffer, count: Int(rl_end))
    state.text = String(decoding: bytes, as: UTF8.self)
    state.cursor = String(decoding: bytes.prefix(Int(rl_point)), as: UTF8.self).utf8.count
    let waiting =
      RL_STATE_ISEARCH | RL_STATE_NSEARCH | RL_STATE_NUMERICARG | RL_STATE_METANEXT | RL_STATE_MULTIKEY
      | RL_STATE_VIMOTION | RL_STATE_CHARSEARCH | RL_STATE_MOREINPUT
    state.isBusy = rl_readline_state & UInt(waiting) != 0
    if rl_editing_mode == 0 { state.mode = rl_get_keymap() == rl_get_keymap_by_name("vi-insert") ? "ins" : "cmd" }
    state.candidates = candidates
    if !state.text.isEmpty { (state.signature, state.argument) = help.signature(state.text, state.cursor) }
    return state
  }

  /// The prompt, or what a search shows, without the marks around parts that take no columns.
  private static var shownPrompt: String {
    guard let prompt = rl_display_prompt else { return "" }
    return String(cString: prompt).filter { $0 != "\u{01}" && $0 != "\u{02}" }
  }
}
