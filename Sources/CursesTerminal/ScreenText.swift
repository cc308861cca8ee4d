import CNcurses
import Glibc
import TerminalUI

/// A character in the form that ncurses writes. ncurses counts columns with the C library, which does not know every
/// emoji; a character on whose width the two disagree is written as what both agree on, so that no line shifts.
enum ScreenText {
  /// ncurses keeps so many code points in a cell.
  private static let cellLimit = Int(CCHARW_MAX)

  static func append(_ character: Character, width: Int, to text: inout [wchar_t]) {
    let scalars = character.unicodeScalars
    if let only = scalars.first, scalars.count == 1, only.value >= 0x20, only.value < 0x7F {
      text.append(wchar_t(only.value))
      return
    }
    let points = scalars.map { wchar_t($0.value) }
    let columns = points.map { Int(curses_columns($0)) }
    if let first = columns.first, first > 0, points.count <= cellLimit, columns.dropFirst().allSatisfy({ $0 == 0 }),
      first <= width
    {
      text += points
      text += repeatElement(wchar_t(0x20), count: width - first)
    } else if let first = columns.first, first > 0, first <= width {
      text.append(points[0])
      text += repeatElement(wchar_t(0x20), count: width - first)
    } else {
      text += repeatElement(wchar_t(0x3F), count: width)
    }
  }
}
