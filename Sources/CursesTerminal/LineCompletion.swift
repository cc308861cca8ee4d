import CReadline
import Glibc
import Script
import TerminalUI

/// Tab: words from a closure, file names inside a string, and a list with explanations.
enum LineCompletion {
  /// A word is what stands between these. `.` and `-` are not among them: `valid.loss` is one word.
  static let wordBreaks = " \t\n\"'()[]{},;=<>+*/%^\\"

  /// Told the whole entry and the cursor's place in it, in UTF-8 bytes; texts replace the word before the cursor.
  typealias Source = (_ entry: String, _ cursor: Int) -> [Candidate]

  /// The earlier lines of an entry that goes on.
  static var earlierLines = ""

  private static var candidates: Source = { _, _ in [] }
  private static var present: ([Candidate]) -> Void = { _ in }
  private static var explanations: [String: String] = [:]
  private static var remaining: ArraySlice<String> = []
  private static let listLimit = 40

  /// - Parameter present: shows what may stand at the cursor when there are several.
  static func install(_ candidates: @escaping Source, present: @escaping ([Candidate]) -> Void) {
    self.candidates = candidates
    self.present = present
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
    explanations = Dictionary(found.map { ($0.text, $0.summary) }, uniquingKeysWith: { first, _ in first })
    remaining = explanations.keys.sorted()[...]
    let opensValue = found.contains { $0.text.hasSuffix("=") || $0.text.hasSuffix("(") }
    rl_completion_suppress_append = opensValue ? 1 : 0
  }

  private static func show(_ matches: [String]) {
    let isFiles = rl_filename_completion_desired != 0
    present(matches.map { isFiles ? Candidate(lastComponent($0)) : Candidate($0, explanations[$0] ?? "") })
  }

  /// Lists candidates below the line that readline shows.
  static func print(_ candidates: [Candidate]) {
    let width = TerminalTraits.width()
    let nameWidth = candidates.map { StyledLine($0.text).width }.max() ?? 0
    var lines: [String] = []
    for candidate in candidates.prefix(listLimit) {
      var line = StyledLine(candidate.text)
      if !candidate.summary.isEmpty {
        line.pad(to: nameWidth + 2)
        line.append(candidate.summary)
      }
      lines.append(line.truncated(to: width, ellipsis: "~").plainText)
    }
    if candidates.count > listLimit { lines.append("and \(candidates.count - listLimit) more: type another letter") }
    printBelow(lines)
  }

  /// Writes lines below the one that readline shows, and shows that one again.
  static func printBelow(_ lines: [String]) {
    fputs("\n" + lines.joined(separator: "\n") + "\n", rl_outstream)
    rl_on_new_line()
    rl_redisplay()
  }

  private static func lastComponent(_ path: String) -> String {
    path.split(separator: "/").last.map { $0 + (path.hasSuffix("/") ? "/" : "") } ?? path
  }
}
