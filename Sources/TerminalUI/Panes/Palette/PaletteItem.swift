import Notebook
import Script

/// One thing that the palette offers.
struct PaletteItem: Sendable, Equatable {
  enum Deed: Sendable, Equatable {
    /// A command: run as it is, or put on the line for its arguments.
    case command(String, isWhole: Bool)
    case action(Action)
    case pane(PaneName)
    /// A key of a pane.
    case key(PaneName, KeyPress)
  }

  var name: String
  var keys: String
  var meaning: String
  var deed: Deed
  /// How a command is used; empty for what is none.
  var usage: String = ""

  /// Everything that can be done: what keys do, panes, their keys, and every verb, those of the reader's own first.
  static func all(_ state: AppState) -> [PaletteItem] {
    let own = state.snapshot.names.definedCommands.map { command($0, "a command of yours") }
    return keysAndPanes + own + verbs + layouts + themes + paneKeys
  }

  private static let keysAndPanes = Keymap.bindings.map(action) + PaneName.allCases.map(pane)
  private static let verbs = CommandRegistry.table.commands.map { command($0, $0.summary) }

  private static let layouts = ScreenLayout.shipped.map { layout in
    PaletteItem(
      name: "layout \(layout.name)", keys: "", meaning: layout.meaning,
      deed: .command("layout \(layout.name)", isWhole: true), usage: layout.layout.text)
  }
  private static let themes = Theme.named.map { theme in
    PaletteItem(
      name: "theme \(theme.name)", keys: "", meaning: "colours of the screen",
      deed: .command("theme \(theme.name)", isWhole: true))
  }

  private static func command(_ spec: CommandSpec, _ meaning: String) -> PaletteItem {
    let isWhole = spec.forms.allSatisfy { $0.arguments.isEmpty && $0.options.isEmpty }
    return PaletteItem(
      name: spec.verb, keys: "", meaning: meaning,
      deed: .command(isWhole ? spec.verb : spec.verb + " ", isWhole: isWhole),
      usage: spec.forms.first.map { $0.usage(of: spec.verb) } ?? spec.verb)
  }

  private static func action(_ binding: Keymap.Binding) -> PaletteItem {
    PaletteItem(
      name: binding.does, keys: binding.presses.map(\.name).joined(separator: " "), meaning: "",
      deed: .action(binding.action))
  }

  private static func pane(_ name: PaneName) -> PaletteItem {
    PaletteItem(
      name: "pane: \(name.title)", keys: name.functionKey.map { "F\($0)" } ?? "", meaning: name.summary,
      deed: .pane(name))
  }

  private static var paneKeys: [PaletteItem] {
    PaneName.allCases.flatMap { pane in
      (pane.keys + PaneWords.keys).compactMap { meaning in
        meaning.presses.first.map { press in
          PaletteItem(
            name: meaning.meaning, keys: meaning.keys, meaning: "in the \(pane.title) pane", deed: .key(pane, press))
        }
      }
    }
  }
}
