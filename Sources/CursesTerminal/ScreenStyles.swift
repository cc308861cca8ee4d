import CNcurses
import TerminalUI

/// What styles are in ncurses' terms: attributes and colour pairs, made when first used.
struct ScreenStyles {
  struct Look: Equatable {
    var attributes: attr_t
    var pair: CInt
  }

  private struct Colours: Hashable {
    var foreground: CInt
    var background: CInt
  }

  private let theme: Theme
  private let depth: ColourDepth
  private var looks: [Style: Look] = [:]
  private var pairs: [Colours: CInt] = [:]

  /// - Parameter wanted: what the environment asks for; the terminal's description has the last word.
  init(theme: Theme, depth wanted: ColourDepth) {
    self.theme = theme
    let possible: ColourDepth =
      switch COLORS {
      case (1 << 24)...: .trueColour
      case 256...: .ansi256
      case 8...: .ansi16
      default: .none
      }
    depth = min(wanted, possible)
  }

  mutating func look(of style: Style) -> Look {
    if let known = looks[style] { return known }
    let appearance = theme.appearance(of: style, depth: depth)
    var attributes: attr_t = 0
    if appearance.isBold { attributes |= curses_bold }
    if appearance.isDim { attributes |= curses_dim }
    if appearance.isUnderlined { attributes |= curses_underline }
    if appearance.isReversed { attributes |= curses_reverse }
    let colours = Colours(
      foreground: appearance.foreground.map { Self.number($0, greyAs: 7) } ?? -1,
      background: appearance.background.map { Self.number($0, greyAs: 4) } ?? -1)
    let look = Look(attributes: attributes, pair: pair(of: colours))
    looks[style] = look
    return look
  }

  /// Pair 0 is the terminal's own colours, also where there are no more pairs.
  private mutating func pair(of colours: Colours) -> CInt {
    if colours == Colours(foreground: -1, background: -1) { return 0 }
    if let known = pairs[colours] { return known }
    let next = CInt(pairs.count + 1)
    guard next < COLOR_PAIRS, init_extended_pair(next, colours.foreground, colours.background) == OK else { return 0 }
    pairs[colours] = next
    return next
  }

  /// - Parameter grey: what stands for bright black where there are eight colours and no bright ones; black itself
  ///   would not be seen.
  private static func number(_ colour: Colour, greyAs grey: CInt) -> CInt {
    switch colour {
    case .ansi(let number): CInt(number) < COLORS ? CInt(number) : number == 8 ? grey : CInt(number - 8)
    case .indexed(let index): CInt(index)
    case .rgb(let red, let green, let blue):
      // On such a terminal the numbers below 8 are the palette.
      max(8, CInt(red) << 16 | CInt(green) << 8 | CInt(blue))
    }
  }
}
