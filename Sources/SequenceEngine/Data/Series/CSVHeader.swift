/// The header line of a table while it is read. It shows what stands between cells: a comma, or TAB or semicolon where
/// it has no comma outside quotes.
struct CSVHeader {
  /// What was read of it.
  private(set) var text = String.UnicodeScalarView()
  private var isQuoted = false
  private var hasTab = false
  private var hasSemicolon = false

  /// What stands between cells if the line ends here. A name may well hold a semicolon, but hardly a TAB.
  var separator: Unicode.Scalar { hasTab ? "\t" : hasSemicolon ? ";" : "," }

  /// - Returns: the separator as soon as it is certain.
  mutating func take(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    text.append(scalar)
    // A doubled quote leaves the cell and enters it again.
    if scalar == "\"" { isQuoted.toggle() }
    guard !isQuoted else { return nil }
    switch scalar {
    case ",": return ","
    case "\t": hasTab = true
    case ";": hasSemicolon = true
    case "\n", "\r": return separator
    default: break
    }
    return nil
  }
}
