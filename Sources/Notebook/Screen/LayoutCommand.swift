import Script

/// `layout`: the panes of the screen arranged, and arrangements kept by name.
enum LayoutCommand {
  static let command = NotebookCommand(
    CommandSpec(
      "layout", family: "session", summary: "arrange the panes of the screen, and keep arrangements",
      forms: [
        CommandForm(summary: "list the layouts"),
        CommandForm(
          [.keyword("save"), ArgumentSpec("NAME", .word(.newName))], summary: "keep how the panes stand now"),
        CommandForm(
          [.keyword("delete"), ArgumentSpec("NAME", .word(.layoutName))], summary: "forget one that was kept"),
        CommandForm(
          [ArgumentSpec("NAME", .word(.layoutName), "or the layout itself, in quotes")],
          summary: "use a layout: teach, train, gradients, cells, write, standard, or one of yours"),
      ], examples: ["layout teach", "layout \"40 notebook | 60 unrolled 70 training 30\"", "layout save mine"],
      help: """
        A layout has columns from the left, parted by |: a share of the width, then panes from the top, each with its share of
        the height. Panes: notebook, training, unrolled, model, ledger, doctor. Borders are dragged with the mouse; in a pane
        { } make it narrower and wider, ( ) lower and higher. Below 100 columns one pane is shown at a time, the layout's
        largest first. The screen begins as it was left. Without a screen layout changes nothing.
        """, isLook: true)
  ) { command, context in
    guard let argument = command.argument("NAME") else { return context.answer(list(context.environment.layoutFile)) }
    let name = try context.word(argument)
    switch command.keywords.first {
    case "save": try save(name, argument, context)
    case "delete": try delete(name, argument, context)
    default:
      let layout = try layout(name, argument, context)
      context.show(.layout(layout))
      context.answer("layout \(name == layout.text ? "" : legible(name) + ": ")\(layout.text)")
    }
  }

  private static func layout(_ name: String, _ argument: Argument, _ context: CommandContext) throws -> ScreenLayout {
    if let own = context.environment.layoutFile?[name] { return own }
    if let shipped = ScreenLayout.shipped.first(where: { $0.name == name }) { return shipped.layout }
    // One word is a name, more are a layout.
    guard name.contains(where: { $0 == " " || $0 == "|" }) else {
      let own = context.environment.layoutFile?.layouts.map(\.name) ?? []
      throw Diagnostic.unknownName(
        name, kind: "layout", among: ScreenLayout.shipped.map(\.name) + own, at: argument.range, in: context.source)
    }
    do {
      return try ScreenLayout(name)
    } catch {
      throw context.failure(error.message, at: argument, hint: error.hint)
    }
  }

  private static func save(_ name: String, _ argument: Argument, _ context: CommandContext) throws {
    guard LayoutFile.isName(name) else {
      throw context.failure(
        "a layout's name has letters, digits and _, not '\(legible(name))'", at: argument, hint: "for example mine")
    }
    guard !ScreenLayout.shipped.contains(where: { $0.name == name }), name != LayoutFile.last else {
      throw context.failure("the layout \(name) is the program's own", at: argument, hint: "choose another name")
    }
    try context.endCheck()
    guard let layout = context.environment.screenLayout() else {
      throw SessionError("there is no screen whose layout could be kept", hint: "start unroll without --plain")
    }
    try file(context).keep(layout, as: name)
    context.answer("kept as \(name): \(layout.text)")
  }

  private static func delete(_ name: String, _ argument: Argument, _ context: CommandContext) throws {
    try context.endCheck()
    let file = try file(context)
    guard file[name] != nil else {
      throw Diagnostic.unknownName(
        name, kind: "layout of yours", among: file.layouts.map(\.name), at: argument.range, in: context.source)
    }
    try file.keep(nil, as: name)
    context.answer("\(name) is forgotten")
  }

  private static func file(_ context: CommandContext) throws -> LayoutFile {
    guard let file = context.environment.layoutFile else {
      throw SessionError("there is no folder for layouts", hint: "set HOME, or XDG_STATE_HOME to a folder")
    }
    return file
  }

  /// Every layout with what it is good for.
  private static func list(_ file: LayoutFile?) -> String {
    let own = (file?.layouts ?? []).map {
      ($0.name, $0.name == LayoutFile.last ? "how the screen was left" : "yours", $0.layout)
    }
    let rows = ScreenLayout.shipped.map { ($0.name, $0.meaning, $0.layout) } + own
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { name, meaning, layout in
      let head = name + String(repeating: " ", count: width - name.count)
      return "\(head)  \(meaning)\n\(String(repeating: " ", count: width))  \(layout.text)"
    }.joined(separator: "\n")
  }
}
