import CReadline
import Glibc
import TerminalUI

/// What may stand at the cursor.
public struct Candidate: Hashable, Sendable {
  /// Replaces the word before the cursor; no blank follows one that ends with `=` or `(`.
  public var text: String
  public var explanation: String

  public init(text: String, explanation: String) {
    self.text = text
    self.explanation = explanation
  }
}

/// Tab: words from a closure, file names inside a string, and a list with explanations.
enum LineCompletion {
  /// A word is what stands between these. `.` and `-` are not among them: `valid.loss` is one word.
  static let wordBreaks = " \t\n\"'()[]{},;=<>+*/%^\\"

  /// Told the whole entry and the cursor's place in it, in UTF-8 bytes.
  static var candidates: (_ entry: String, _ cursor: Int) -> [Candidate] = { _, _ in [] }
  /// The earlier lines of an entry that goes on.
  static var earlierLines = ""

  private static var explanations: [String: String] = [:]
  private static var remaining: ArraySlice<String> = []
  private static let listLimit = 40

  static func install() {
    // readline keeps these pointers for the life of the program.
    rl_basic_word_break_characters = UnsafePointer(strdup(wordBreaks))
    rl_completer_quote_characters = UnsafePointer(strdup("\""))
    rl_attempted_completion_function = { text, start, _ in
      guard let text else { return nil }
      // Inside a string readline itself completes file names.
      rl_attempted_completion_over = rl_completion_quote_character == 0 ? 1 : 0
      if rl_completion_quote_character != 0 { return nil }
      LineCompletion.prepare(word: String(cString: text))
      return rl_completion_matches(text) { _, _ in LineCompletion.remaining.popFirst().flatMap { strdup($0) } }
    }
    rl_completion_display_matches_hook = { matches, count, _ in
      guard let matches, count > 0 else { return }
      LineCompletion.show((1...Int(count)).compactMap { matches[$0].map { String(cString: $0) } })
    }
  }

  private static func prepare(word: String) {
    let line = rl_line_buffer.map { String(cString: $0) } ?? ""
    let found = candidates(earlierLines + line, earlierLines.utf8.count + Int(rl_point))
      .filter { $0.text.hasPrefix(word) && !$0.text.utf8.contains(0) }
    explanations = Dictionary(found.map { ($0.text, $0.explanation) }, uniquingKeysWith: { first, _ in first })
    remaining = explanations.keys.sorted()[...]
    let opensValue = found.contains { $0.text.hasSuffix("=") || $0.text.hasSuffix("(") }
    rl_completion_suppress_append = opensValue ? 1 : 0
  }

  private static func show(_ matches: [String]) {
    let isFiles = rl_filename_completion_desired != 0
    let width = TerminalTraits.width()
    let names = matches.map { StyledLine(isFiles ? lastComponent($0) : $0) }
    let nameWidth = names.map(\.width).max() ?? 0
    var list = "\n"
    for (name, match) in zip(names, matches).prefix(listLimit) {
      var line = name
      if let explanation = isFiles ? nil : explanations[match], !explanation.isEmpty {
        line.pad(to: nameWidth + 2)
        line.append(explanation)
      }
      list += line.truncated(to: width, ellipsis: "~").plainText + "\n"
    }
    if matches.count > listLimit { list += "and \(matches.count - listLimit) more: type another letter\n" }
    fputs(list, rl_outstream)
    rl_on_new_line()
    rl_redisplay()
  }

  private static func lastComponent(_ path: String) -> String {
    path.split(separator: "/").last.map { $0 + (path.hasSuffix("/") ? "/" : "") } ?? path
  }
}
