/// How the command being typed is used, the argument at the cursor strong.
struct SignatureLine {
  private let signature: String?
  private let argument: String?

  init(_ line: LineState) {
    signature = line.signature
    argument = line.argument
  }

  /// nil where there is no signature, or where it does not fit and must not be cut.
  ///
  /// - Parameter isCut: a signature that is too long is cut, so that the argument at the cursor can be seen.
  func line(width: Int, ink: Ink, isCut: Bool = false) -> StyledLine? {
    guard let signature, !signature.isEmpty, width > 8 else { return nil }
    let whole = styled(signature)
    guard whole.width > width else { return whole }
    guard isCut else { return nil }
    let end = whole.glyphs.lastIndex { $0.style == .strong }.map { $0 + 1 } ?? 0
    let reach = whole.glyphs.prefix(end).reduce(0) { $0 + $1.width }
    guard reach >= width else { return whole.truncated(to: width, ellipsis: ink.ellipsis) }
    var cut = StyledLine(String(ink.ellipsis), .soft)
    let rest = whole.columns(from: reach - width + 2, count: whole.width)
    cut.append(rest.truncated(to: width - 1, ellipsis: ink.ellipsis))
    return cut
  }

  private func styled(_ signature: String) -> StyledLine {
    guard let argument, let place = place(of: argument, in: signature) else { return StyledLine(signature, .soft) }
    var line = StyledLine(String(signature[..<place.lowerBound]), .soft)
    line.append(String(signature[place]), .strong)
    line.append(String(signature[place.upperBound...]), .soft)
    return line
  }

  /// Where the argument stands as a whole word: the `N` of `N`, not of `NAME`.
  private func place(of argument: String, in signature: String) -> Range<String.Index>? {
    guard !argument.isEmpty else { return nil }
    var start = signature.startIndex
    while start < signature.endIndex {
      if signature[start...].hasPrefix(argument) {
        let end = signature.index(start, offsetBy: argument.count, limitedBy: signature.endIndex) ?? signature.endIndex
        let before = start == signature.startIndex ? nil : signature[signature.index(before: start)]
        let after = end == signature.endIndex ? nil : signature[end]
        if !Self.isWord(before), !Self.isWord(after) { return start..<end }
      }
      start = signature.index(after: start)
    }
    return nil
  }

  private static func isWord(_ character: Character?) -> Bool {
    character.map { $0.isLetter || $0.isNumber || $0 == "_" } ?? false
  }
}
