import Notebook
import TerminalUI
import Testing

@Suite("Layouts of the screen")
struct LayoutTests {
  private func state(_ layout: ScreenLayout, _ size: Size = Size(columns: 120, rows: 36)) -> AppState {
    var state = SampleStates.training(size)
    state.use(layout)
    return state
  }

  /// Panes by their titles in the upper borders, and where they begin.
  private func panes(_ state: AppState) -> [String] {
    render(state).text.flatMap { row in
      row.split(separator: "┌").compactMap { part -> String? in
        guard part.contains("┐") else { return nil }
        let words = part.drop { "─▶ ".contains($0) }
        return PaneName.allCases.map(\.title).first { words.hasPrefix($0) }
      }
    }
  }

  @Test("a shipped layout shows its panes, whatever the screen's size", arguments: ScreenLayout.shipped.indices)
  func shipped(_ index: Int) {
    let layout = ScreenLayout.shipped[index].layout
    for size in [Size(columns: 100, rows: 24), Size(columns: 120, rows: 36), Size(columns: 200, rows: 60)] {
      let shown = panes(state(layout, size))
      for pane in layout.columns.flatMap(\.panes).map(\.pane) {
        let title = pane == "ledger" ? "gradient ledger" : pane
        #expect(shown.contains(title), "\(ScreenLayout.shipped[index].name) at \(size): \(shown)")
      }
    }
  }

  @Test("columns have their shares of the width, panes theirs of the height")
  func shares() throws {
    let state = state(try ScreenLayout("25 notebook | 75 unrolled 75 training 25"))
    let rows = render(state).text
    #expect(rows[1].firstIndex(of: "┐").map { rows[1].distance(from: rows[1].startIndex, to: $0) } == 29)
    #expect(rows.lastIndex { $0.contains("─ training ") } == 25)
  }

  @Test("on a screen with room for one pane the largest is shown")
  func narrow() throws {
    let state = state(try ScreenLayout("25 notebook | 75 unrolled 75 training 25"), Size(columns: 80, rows: 24))
    #expect(panes(state) == ["unrolled"])
  }

  @Test("the doctor takes the place of the unrolled example")
  func example() throws {
    var state = state(try ScreenLayout("25 notebook | 75 unrolled 75 training 25"))
    var snapshot = state.snapshot
    snapshot.views.take(.diagnosis(DiagnosisSnapshot(model: "m", updates: 0, findings: [])))
    _ = update(&state, .session(snapshot))
    #expect(panes(state) == ["notebook", "doctor", "training"])
  }

  @Test("a pane that the layout has no place for fills the screen when a command opens it")
  func elsewhere() throws {
    var state = state(try ScreenLayout("50 notebook | 50 training"))
    var snapshot = state.snapshot
    snapshot.views.take(.diagnosis(DiagnosisSnapshot(model: "m", updates: 0, findings: [])))
    _ = update(&state, .session(snapshot))
    #expect(panes(state) == ["doctor"])
    _ = state.press(KeyPress(.function(2)), KeyPress(.function(2)))
    #expect(panes(state) == ["notebook", "training"])
  }

  @Test("the session's layout is used once: a border that is dragged afterwards stays")
  func once() throws {
    var state = SampleStates.training(Size(columns: 120, rows: 36))
    var snapshot = state.snapshot
    snapshot.views.take(.layout(try ScreenLayout("25 notebook | 75 unrolled")))
    _ = update(&state, .session(snapshot))
    #expect(state.layout.text == "25 notebook | 75 unrolled")
    _ = update(&state, .mouse(MousePress(.press, row: 10, column: 30)))
    _ = update(&state, .mouse(MousePress(.drag, row: 10, column: 60)))
    _ = update(&state, .mouse(MousePress(.release, row: 10, column: 60)))
    _ = update(&state, .session(snapshot))
    #expect(state.layout.text == "50 notebook | 50 unrolled")
  }

  @Test("a pane's title is dragged up and down")
  func dragTitle() throws {
    var state = state(try ScreenLayout("25 notebook | 75 unrolled 50 training 50"))
    let row = try #require(render(state).text.lastIndex { $0.contains("─ training ") })
    _ = update(&state, .mouse(MousePress(.press, row: row, column: 60)))
    _ = update(&state, .mouse(MousePress(.drag, row: row + 8, column: 60)))
    _ = update(&state, .mouse(MousePress(.release, row: row + 8, column: 60)))
    #expect(render(state).text.lastIndex { $0.contains("─ training ") } == row + 8)
  }

  @Test("in a pane braces and brackets change its size, in the standard layout too")
  func keys() throws {
    var state = SampleStates.training(Size(columns: 120, rows: 36))
    _ = state.press(KeyPress(.function(6)), KeyPress(.function(6)))
    #expect(state.screen.focus == .notebook)
    func width() -> Int { render(state).text[1].prefix { $0 != "┐" }.count }
    let before = width()
    _ = state.press(KeyPress(.character("}")))
    #expect(width() == before + 4)
    _ = state.press(KeyPress(.character("{")), KeyPress(.character("{")))
    #expect(width() == before - 4)
    #expect(state.press(KeyPress(.character(")"))) == [.bell])
    for _ in 0..<40 { _ = state.press(KeyPress(.character("{"))) }
    #expect(width() >= 23)
  }

  @Test("a pane that has no room on a small screen is there again on a large one, whatever border was moved")
  func hidden() throws {
    var state = state(
      try ScreenLayout("50 notebook | 50 training 30 unrolled 40 model 30"), Size(columns: 120, rows: 16))
    #expect(panes(state) == ["notebook", "training", "unrolled"])
    let row = try #require(render(state).text.lastIndex { $0.contains("─ unrolled ") })
    _ = update(&state, .mouse(MousePress(.press, row: row, column: 90)))
    _ = update(&state, .mouse(MousePress(.drag, row: row + 2, column: 90)))
    _ = update(&state, .mouse(MousePress(.release, row: row + 2, column: 90)))
    #expect(render(state).text.lastIndex { $0.contains("─ unrolled ") } == row + 2)
    _ = state.press(KeyPress(.function(6)))
    #expect(state.screen.focus == .unrolled)
    _ = state.press(KeyPress(.character("}")))
    #expect(state.layout.text == "47 notebook | 53 training 58 unrolled 42 model 43")
    _ = update(&state, .resized(Size(columns: 120, rows: 50)))
    #expect(panes(state) == ["notebook", "training", "unrolled", "model"])
  }

  @Test("the place of the unrolled example stays its own while the doctor stands there and a border is moved")
  func standIn() throws {
    var state = state(try ScreenLayout("25 notebook | 75 unrolled 75 training 25"))
    var snapshot = state.snapshot
    snapshot.views.take(.diagnosis(DiagnosisSnapshot(model: "m", updates: 0, findings: [])))
    _ = update(&state, .session(snapshot))
    _ = update(&state, .mouse(MousePress(.press, row: 10, column: 30)))
    _ = update(&state, .mouse(MousePress(.drag, row: 10, column: 60)))
    #expect(panes(state) == ["notebook", "doctor", "training"])
    #expect(state.layout.text == "50 notebook | 50 unrolled 75 training 25")
  }

  @Test("any layout at any size is drawn, and its panes fill the screen without gaps")
  func anySize() throws {
    let layouts = try [
      "10 notebook | 10 training | 10 unrolled | 10 model 1 ledger 1000 doctor 1", "1 unrolled | 1000 model",
    ]
    .map { try ScreenLayout($0) }
    for layout in layouts + ScreenLayout.shipped.map(\.layout) {
      for size in [Size(columns: 100, rows: 10), Size(columns: 101, rows: 13), Size(columns: 300, rows: 100)] {
        let rows = render(state(layout, size)).text
        let body = rows[1..<size.rows - 3]
        for row in body { #expect(!row.isEmpty && "│└├┌".contains(row.first ?? " "), "\(layout.text) \(size)\n\(row)") }
      }
    }
  }
}
