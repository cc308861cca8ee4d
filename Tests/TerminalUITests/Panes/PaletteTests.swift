import Notebook
import Script
import TerminalUI
import Testing

@Suite("The palette")
struct PaletteTests {
  private static let open = KeyPress(.character("x"), .alt)

  private func opened(_ text: String = "", _ size: Size = Size(columns: 80, rows: 24)) -> AppState {
    var state = SampleStates.training(size)
    _ = state.press(Self.open)
    for letter in text { _ = state.press(KeyPress(.character(letter))) }
    return state
  }

  /// The offers as they are drawn, the best first.
  private func offers(_ state: AppState) -> [String] {
    let rows = render(state).text
    guard let top = rows.firstIndex(where: { $0.contains("commands, keys and panes") }) else { return [] }
    return rows.dropFirst(top + 2).prefix { !$0.contains("└") }.map { row in
      let inside = row.split(separator: "│").max { $0.count < $1.count } ?? ""
      return inside.split(separator: " ").joined(separator: " ")
    }
  }

  @Test("every verb of the command table, every key and every pane is in it")
  func everything() {
    for command in CommandRegistry.table.commands {
      #expect(
        offers(opened(command.verb)).contains {
          $0.hasPrefix(command.verb + " ") || $0.hasPrefix("▶ \(command.verb) ")
        }, "\(command.verb)")
    }
    #expect(offers(opened("ledger")).first?.contains("gradient ledger") == true)
    #expect(offers(opened("hold training")).first?.contains("F9") == true)
  }

  @Test("the name itself comes first, then its beginning, letters in order, and the explanation")
  func order() {
    #expect(offers(opened("train")).first?.hasPrefix("▶ train ") == true)
    #expect(offers(opened("optim")).first?.contains("optimizer") == true)
    #expect(offers(opened("f5")).first?.contains("run all entries") == true)
    #expect(offers(opened("xqzzy")).first == "nothing fits: type less, or Esc")
  }

  @Test("Enter runs a command that takes nothing, and puts any other on the line")
  func enter() {
    var undo = opened("undo")
    #expect(undo.press(KeyPress(.enter)) == [.submit(.enter("undo"))])
    #expect(undo.screen.palette == nil)
    var train = opened("train")
    #expect(train.press(KeyPress(.enter)) == [.replaceLine("train ", cursor: 6)])
    var history = opened("undo")
    #expect(history.press(KeyPress(.tab)) == [.replaceLine("undo", cursor: 4)])
  }

  @Test("what is being typed is not lost")
  func keepsLine() {
    var state = SampleStates.training(Size(columns: 80, rows: 24))
    state.type("repeat 3 { ")
    _ = state.press(Self.open)
    for letter in "train" { _ = state.press(KeyPress(.character(letter))) }
    #expect(state.press(KeyPress(.enter)) == [.insert("train ")])
  }

  @Test("an action is done as its key would do it, a pane is brought and gets the keys")
  func actions() {
    var all = opened("run all entries")
    #expect(all.press(KeyPress(.enter)) == [.submit(.run(.all))])
    var pane = opened("pane: model")
    _ = pane.press(KeyPress(.enter))
    #expect(pane.screen.focus == .model)
    var unfold = opened("folded with its loops")
    _ = unfold.press(KeyPress(.enter))
    #expect(unfold.model.isUnrolled)
  }

  @Test("Esc, Ctrl-C and the keys that open it close it, and nothing else happens")
  func closing() {
    for key in [KeyPress(.escape), KeyPress(.character("c"), .control), KeyPress(.function(10)), Self.open] {
      var state = opened("tr")
      #expect(state.press(key).isEmpty)
      #expect(state.screen.palette == nil)
    }
  }

  @Test("it is whole and in its terminal's characters on every screen", arguments: [(40, 10), (80, 24), (120, 36)])
  func sizes(_ columns: Int, _ rows: Int) {
    for characters in [TerminalUI.CharacterSet.unicode, .ascii] {
      var state = SampleStates.training(Size(columns: columns, rows: rows), characters: characters)
      _ = state.press(Self.open)
      for letter in "grad" { _ = state.press(KeyPress(.character(letter))) }
      let text = render(state).text
      #expect(text.contains { $0.contains(" of ") && $0.contains("> grad") })
      #expect(text.contains { $0.contains("gradient") })
      if characters == .ascii { #expect(text.joined().allSatisfy { $0.isASCII }) }
    }
  }

  @Test("keys as the help writes them are keys, in every pane")
  func writtenKeys() {
    let all = PaneName.allCases.flatMap(\.keys)
    for meaning in all where !meaning.keys.contains("click") && !meaning.keys.contains("…") {
      let names = meaning.keys.split(separator: " ")
      #expect(meaning.presses.count == names.count, "\(meaning.keys)")
    }
  }

  @Test("a key's name leads back to the key")
  func names() {
    for press in [
      KeyPress(.function(9)), KeyPress(.character("x"), .alt), KeyPress(.character("c"), .control),
      KeyPress(.left, .shift), KeyPress(.character(" ")), KeyPress(.character("-"), .alt), KeyPress(.pageUp),
      KeyPress(.character("<")),
    ] { #expect(KeyPress(named: press.name) == press, "\(press.name)") }
  }
}
