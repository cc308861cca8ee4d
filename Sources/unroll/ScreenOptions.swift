import ArgumentParser
import CursesTerminal
import Glibc
import TerminalUI

import func Script.legible

/// How the program looks: the options that every user has an own wish for.
struct ScreenOptions: ParsableArguments {
  @Flag(help: "Use the plain readline prompt instead of the full screen.") var plain = false
  @Option(help: "The colours of the screen.") var theme: ThemeName?
  @Option(help: "Whether there are colours; NO_COLOR is heard.") var colour: ColourChoice?
  @Flag(help: "Draw with ASCII characters only.") var ascii = false
  @Flag(help: "Tell pictures in words at the plain prompt.") var words = false

  /// What the user wants of every session, where no flag says otherwise.
  func over(_ preferences: Preferences) -> Preferences {
    var preferences = preferences
    if let theme { preferences.theme = theme.theme }
    if let colour { preferences.colour = colour }
    if ascii { preferences.ascii = true }
    if words { preferences.tellsPictures = true }
    return preferences
  }

  /// Why there can be no full screen here; `nil` when there can.
  @MainActor static func obstacle(_ traits: TerminalTraits) -> String? {
    if !traits.isOutputTerminal { return "standard output is no terminal" }
    if traits.canPlaceCursor { return nil }
    guard let name = getenv("TERM").map({ String(cString: $0) }), !name.isEmpty else { return "TERM is not set" }
    return "the terminal '\(legible(name))' that TERM names cannot place the cursor or is not known here"
  }
}

/// A theme by its name.
struct ThemeName: ExpressibleByArgument, Sendable {
  let theme: Theme

  init?(argument: String) {
    guard let theme = Theme.named.first(where: { $0.name == argument })?.theme else { return nil }
    self.theme = theme
  }

  static var allValueStrings: [String] { Theme.named.map(\.name) }
}

extension ColourChoice: ExpressibleByArgument {}
