import SequenceEngine

/// Typed texts where the data are texts of a line each: a model knows every line from the end of the line before on, and
/// has heard nothing else of that line.
extension Dataset {
  /// What a model reads of a typed text: where each line is a text of its own the last one, behind the end of the line
  /// before, typed or not; elsewhere all of it.
  func heard(_ tokens: [Int32]) -> [Int32] {
    guard let lineEnd else { return tokens }
    return tokens.lastIndex(of: lineEnd).map { Array(tokens[$0...]) } ?? [lineEnd] + tokens
  }

  /// The lines of a typed text, each from the end of the line before to its own, typed or not; nil where lines are no
  /// texts of their own.
  func lines(_ tokens: [Int32]) -> [Example]? {
    guard let lineEnd else { return nil }
    var typed = tokens.first == lineEnd ? tokens.dropFirst() : tokens[...]
    if typed.last == lineEnd { typed = typed.dropLast() }
    return typed.split(separator: lineEnd, omittingEmptySubsequences: false).map { line in
      Example(input: .tokens([lineEnd] + line), target: .classes(Array(line) + [lineEnd]), steps: line.count + 1)
    }
  }
}
