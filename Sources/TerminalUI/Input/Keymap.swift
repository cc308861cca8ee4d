/// What a key does outside the line editor.
enum Action: Hashable, Sendable {
  case move(Int)
  case firstStep, lastStep
  case forward, backward, play
  /// Along the training: earlier below zero, later above.
  case update(Int)
  case unit(Int)
  case knob(Int)
  case show(PaneName)
  case search, palette
  case focusNext, focusPrompt
  case runAll, runNext, pause
  case help
  case page(Int)
  case interrupt, suspend, redraw, endOfInput
}

/// The one table of keys: it decides what a press does, and the key help, the line of keys and the palette are read from
/// it.
struct Keymap {
  struct Binding: Sendable {
    var presses: [KeyPress]
    var action: Action
    /// As the help writes the keys; empty where another binding's line tells of this one too.
    var shown: String
    var meaning: String
    /// What this press does by itself, for the palette.
    var does: String
    /// Works only on an empty line; with text on it the key belongs to the line editor.
    var needsEmptyLine: Bool

    init(
      _ presses: [KeyPress], _ action: Action, _ shown: String = "", _ meaning: String = "",
      does: String = "", needsEmptyLine: Bool = false
    ) {
      self.presses = presses
      self.action = action
      self.shown = shown
      self.meaning = meaning
      self.does = does.isEmpty ? meaning : does
      self.needsEmptyLine = needsEmptyLine
    }
  }

  static let bindings: [Binding] = [
    Binding(
      [KeyPress(.left)], .move(-1), "← →", "one time step back, or on", does: "one time step back",
      needsEmptyLine: true),
    Binding([KeyPress(.right)], .move(1), does: "one time step on", needsEmptyLine: true),
    Binding(
      [KeyPress(.left, .shift), KeyPress(.left, .control)], .move(-10), "Shift-← →", "ten time steps",
      does: "ten time steps back", needsEmptyLine: true),
    Binding(
      [KeyPress(.right, .shift), KeyPress(.right, .control)], .move(10), does: "ten time steps on", needsEmptyLine: true
    ),
    Binding(
      [KeyPress(.home)], .firstStep, "Home End", "the first, the last time step", does: "the first time step",
      needsEmptyLine: true),
    Binding([KeyPress(.end)], .lastStep, does: "the last time step", needsEmptyLine: true),
    Binding(
      [KeyPress(.character("<"))], .backward, "< >", "the backward, the forward pass", does: "the backward pass",
      needsEmptyLine: true),
    Binding([KeyPress(.character(">"))], .forward, does: "the forward pass", needsEmptyLine: true),
    Binding([KeyPress(.character(" "))], .play, "Space", "play through time, or stop", needsEmptyLine: true),
    Binding(
      [KeyPress(.character("["))], .update(-1), "[ ]", "an earlier, a later update; Enter takes the model there",
      does: "an earlier update of the training; Enter takes the model there", needsEmptyLine: true),
    Binding(
      [KeyPress(.character("]"))], .update(1), does: "a later update of the training; Enter takes the model there",
      needsEmptyLine: true),
    Binding(
      [KeyPress(.up, .alt)], .unit(-1), "Alt-↑ ↓", "another unit, another layer",
      does: "the unit before; before the first, the layer before"),
    Binding([KeyPress(.down, .alt)], .unit(1), does: "the next unit; behind the last, the next layer"),
    Binding(
      [KeyPress(.character("+"), .alt), KeyPress(.character("="), .alt)], .knob(1), "Alt-+ Alt--",
      "turn the number at the cursor: the line runs again at once", does: "turn the number at the cursor up"),
    Binding([KeyPress(.character("-"), .alt)], .knob(-1), does: "turn the number at the cursor down"),
    Binding(
      [KeyPress(.function(2))], .show(.notebook), "F2 F3 F4 F7", "notebook, training, unrolled, model",
      does: "the notebook alone, or all panes again"),
    Binding([KeyPress(.function(3))], .show(.training), does: "the training alone, or all panes again"),
    Binding([KeyPress(.function(4))], .show(.unrolled), does: "the unrolled net alone, or all panes again"),
    Binding([KeyPress(.function(7))], .show(.model), does: "the model alone, or all panes again"),
    Binding([KeyPress(.function(5))], .runAll, "F5 F8", "run all entries, the next entry", does: "run all entries"),
    Binding([KeyPress(.function(8))], .runNext, does: "run the next entry"),
    Binding([KeyPress(.function(6))], .focusNext, "F6", "keys go to the next pane; Esc brings them back"),
    Binding([KeyPress(.function(9))], .pause, "F9", "hold the training, or let it go on"),
    Binding([KeyPress(.pageUp)], .page(1), "PgUp PgDn", "scroll the notebook", does: "scroll the notebook up"),
    Binding([KeyPress(.pageDown)], .page(-1), does: "scroll the notebook down"),
    Binding([KeyPress(.character("/"), .alt)], .search, "Alt-/", "search the notebook; n and N go on, Esc leads back"),
    Binding(
      [KeyPress(.function(10)), KeyPress(.character("x"), .alt)], .palette, "F10 Alt-x",
      "the palette: every command, key and pane by a few letters"),
    Binding([KeyPress(.character("c"), .control)], .interrupt, "Ctrl-C", "stop what runs, else clear the line"),
    Binding([KeyPress(.character("z"), .control)], .suspend, "Ctrl-Z", "back to the shell; fg returns"),
    Binding([KeyPress(.character("l"), .control)], .redraw, "Ctrl-L", "draw the screen anew"),
    Binding([KeyPress(.character("d"), .control)], .endOfInput, "Ctrl-D", "quit", needsEmptyLine: true),
    Binding([KeyPress(.character("?"))], .help, "?", "these keys", needsEmptyLine: true),
    Binding([KeyPress(.function(1))], .help, "F1", "what the word at the cursor means; on an empty line these keys"),
  ]

  /// What a press does; nil: it belongs to the line editor.
  static func action(of press: KeyPress, lineIsEmpty: Bool) -> Action? {
    table[press].flatMap { $0.needsEmptyLine && !lineIsEmpty ? nil : $0.action }
  }

  private static let table = Dictionary(
    bindings.flatMap { binding in binding.presses.map { ($0, binding) } }, uniquingKeysWith: { first, _ in first })

  /// The lines of the key help.
  static var meanings: [KeyMeaning] {
    bindings.filter { !$0.shown.isEmpty }.map { KeyMeaning($0.shown, $0.meaning) } + [
      KeyMeaning("↑ ↓  Ctrl-R", "earlier entries, searching them"),
      KeyMeaning("Tab  →", "complete; at the line's end take the grey suggestion"),
    ]
  }
}
