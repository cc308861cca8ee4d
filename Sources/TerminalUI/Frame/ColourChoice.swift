/// What the user said about colours.
public enum ColourChoice: String, Sendable, CaseIterable { case auto, always, never }

extension ColourDepth {
  /// The colours to use on one stream. `always` beats NO_COLOR, NO_COLOR (set and not empty) beats what the terminal
  /// can do, and a stream that is no terminal gets none.
  ///
  /// - Parameter terminfoColours: terminfo's `colors` for TERM; zero or less where it is unknown.
  public init(
    choice: ColourChoice, isTerminal: Bool, terminfoColours: Int, environment: (String) -> String?
  ) {
    func isSet(_ name: String) -> Bool { !(environment(name) ?? "").isEmpty }
    let isDumb = ["", "dumb"].contains(environment("TERM") ?? "")
    let isWanted = isTerminal && !isDumb && !isSet("NO_COLOR")
    guard choice == .always || choice == .auto && isWanted else {
      self = .none
      return
    }
    let saysTrueColour = ["truecolor", "24bit"].contains(environment("COLORTERM") ?? "")
    switch terminfoColours {
    case _ where saysTrueColour && !isDumb, (1 << 24)...: self = .trueColour
    case 256...: self = .ansi256
    case 8...: self = .ansi16
    default: self = choice == .always ? .ansi16 : .none
    }
  }
}
