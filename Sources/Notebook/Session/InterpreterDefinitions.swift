import Script
import SequenceEngine

/// What a script makes for itself: commands and cells.
extension Interpreter {
  func define(_ definition: Definition, at place: Place) throws {
    let name = definition.name
    if CommandRegistry.table.command(name.text) != nil {
      throw Diagnostic(
        "'\(name.text)' is a command already", at: name.range, in: place.source, hint: "choose another name")
    }
    workspace.commands[name.text] = Routine(definition: definition, source: place.source, folder: place.folder)
    trace?.make(.command(name.text))
    hasChanged = true
  }

  func define(_ text: CellText, at place: Place) throws {
    if LayerKinds.builtIn.contains(text.name.text) {
      throw Diagnostic(
        "'\(text.name.text)' is a layer kind already", at: text.name.range, in: place.source,
        hint: "give your cell another name, such as 'my_\(text.name.text)'")
    }
    do {
      let cell = try CellDefinition(parsing: text.text)
      workspace.cells[cell.name] = SessionCell(definition: cell, source: place.source, start: text.range.lower)
      trace?.make(.cell(cell.name))
      hasChanged = true
      emit(
        .told(
          "cell \(cell.name): states \(cell.states.joined(separator: ", "))"
            + (cell.gates.isEmpty ? "" : "; gates \(cell.gates.joined(separator: ", "))")))
    } catch {
      let offset = min(text.range.lower + max(0, error.offset), text.range.upper)
      throw Diagnostic(error.message, at: SourceRange(offset, offset), in: place.source)
    }
  }
}
