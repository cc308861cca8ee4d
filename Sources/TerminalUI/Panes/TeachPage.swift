import Notebook

/// The teacher's screen: the text of the step above, and under it one pane in full size. Nothing else.
enum TeachPage {
  static func draw(_ state: AppState, _ teach: TeachState, on frame: inout Frame) {
    let size = state.size
    let page = Page(state, teach)
    drawTitle(state, page.place, on: &frame)
    draw(page.above, from: 2, rows: page.rowsAbove, teach.scroll, state, on: &frame)
    if page.hasRule {
      let rule = StyledLine(String(repeating: state.ink.horizontal, count: size.columns), .soft)
      frame.draw(rule, row: page.top - 1, column: 0, width: size.columns)
    }
    if let pane = page.pane {
      let area = Rectangle(row: page.top, column: 0, columns: size.columns, rows: size.rows - page.top)
      drawPane(pane, state, area, on: &frame)
    } else {
      draw(page.lines, from: page.top, rows: page.rows, teach.scroll, state, on: &frame)
    }
    guard page.showsKeys else { return }
    let keys = StyledLine(keys, .soft).truncated(to: size.columns - 2, ellipsis: state.ink.ellipsis)
    frame.draw(keys, row: size.rows - 1, column: 2, width: max(0, size.columns - 2))
  }

  /// What can be pressed, told on the first step: the others leave the screen to the lesson.
  private static let keys =
    "Enter on  Left back  1-9 choose  h hint  s solution  g grade  Esc prompt"

  /// What stands where: the step's prose above, and below it the answers, or a pane. One of them scrolls: the answers,
  /// or over a pane the prose.
  private struct Page {
    var place: Int?
    var above: [StyledLine] = []
    var rowsAbove = 0
    var lines: [StyledLine] = []
    var pane: PaneName?
    var top = 2
    var rows = 0
    var hasRule = false
    var showsKeys = false

    init(_ state: AppState, _ teach: TeachState) {
      let size = state.size
      let entries = state.snapshot.document.entries
      place = shownPlace(state, teach)
      let prose = place.flatMap { place in entries[...place].last { $0.kind == .prose } }
      let commands = place.flatMap { entries[$0].kind == .commands ? entries[$0] : nil }
      let text = prose.map { Prose.lines($0.text, width: size.columns - 4, ink: state.ink) } ?? []
      let answers = commands.map { layout($0, state).lines }
      let isTall = size.rows > 8
      pane = isTall ? teach.shownPane(state.snapshot) : nil
      showsKeys =
        pane == nil && teach.place == nil && state.snapshot.lesson?.step == 1 && size.rows > text.count + 4
      guard isTall, answers != nil || pane != nil else {
        lines = answers ?? text
        rows = max(0, size.rows - 2)
        return
      }
      // A text that would leave no room below it gives way: over answers it was read when it came, and one that has
      // just come is scrolled.
      let most = (size.rows - 3) / (answers == nil ? 2 : 3)
      rowsAbove = min(text.count, max(1, most))
      above = answers == nil ? text : Array(text.suffix(rowsAbove))
      top = 2 + rowsAbove + (rowsAbove == 0 ? 0 : 1)
      rows = size.rows - top
      if pane == nil, let answers {
        hasRule = true
        lines = answers
      }
    }

    var scrolledRows: Int { pane == nil ? rows : rowsAbove }

    /// Lines that are below what is seen of what scrolls.
    func left(_ scroll: Int) -> Int { max(0, (pane == nil ? lines : above).count - scrolledRows - scroll) }
  }

  /// Scrolls on in what is longer than the screen; false at its end.
  static func readsOn(_ state: AppState, _ teach: inout TeachState) -> Bool {
    let page = Page(state, teach)
    let left = page.left(teach.scroll)
    guard left > 0 else { return false }
    teach.scroll += min(left, max(1, page.scrolledRows - 2))
    return true
  }

  /// Scrolled by the wheel or an arrow, no further than to the last line.
  static func scrolled(by lines: Int, _ state: AppState, _ teach: TeachState) -> TeachState {
    var scrolled = teach
    if lines != 0 { scrolled.scroll = min(max(0, teach.scroll + lines), Page(state, teach).left(0)) }
    return scrolled
  }

  /// The entry that is shown; nil before there is one.
  static func shownPlace(_ state: AppState, _ teach: TeachState) -> Int? {
    let count = state.snapshot.document.entries.count
    guard count > 0 else { return nil }
    return min(teach.place ?? count - 1, count - 1)
  }

  private static func drawTitle(_ state: AppState, _ place: Int?, on frame: inout Frame) {
    var line = StyledLine(" ")
    if let lesson = state.snapshot.lesson {
      line.append(lesson.title, .title)
      line.append("   \(lesson.step) of \(lesson.steps)", .soft)
      if state.teach?.place != nil { line.append("   earlier", .soft) }
      switch lesson.waiting {
      case .nothing: break
      case .prediction(choices: 0): line.append("   how much? " + (state.teach?.number ?? ""), .strong)
      case .prediction(let choices): line.append("   1–\(choices)?", .strong)
      case .exercise: line.append("   exercise", .strong)
      }
    }
    if !state.screen.notice.isEmpty {
      line.append("   \(state.screen.notice)", .warning)
    } else if let activity = state.snapshot.activity {
      line.append("   \(activity.progress?.job ?? "working")", .good)
    }
    frame.draw(
      line.truncated(to: state.size.columns, ellipsis: state.ink.ellipsis), row: 0, column: 0,
      width: state.size.columns)
  }

  private static func layout(_ entry: Entry, _ state: AppState) -> EntryLayout {
    let isRunning = state.snapshot.activity?.entry == entry.id
    return EntryLayout(
      EntryLayout.Key(
        entry: entry, folding: .whole, progress: isRunning ? EntryProgress.line(state) : nil, hasSpaceBefore: false),
      on: NotebookPaper(width: state.size.columns - 2, characters: state.characters, labelWidth: 4))
  }

  private static func draw(
    _ lines: [StyledLine], from row: Int, rows: Int, _ scroll: Int, _ state: AppState, on frame: inout Frame
  ) {
    guard rows > 0 else { return }
    let first = max(0, min(scroll, lines.count - rows))
    for (index, line) in lines.dropFirst(first).prefix(rows).enumerated() {
      frame.draw(line, row: row + index, column: 2, width: max(0, state.size.columns - 2))
    }
    let left = lines.count - first - rows
    if left > 0 {
      let more = StyledLine(" \(left) more ", .soft)
      frame.draw(more, row: row + rows - 1, column: max(0, state.size.columns - more.width - 1))
    }
  }
}

/// Keys of the teacher's screen; nil: the key means what it means otherwise.
func teachPressed(_ press: KeyPress, _ state: inout AppState) -> [Effect]? {
  guard var teach = state.teach else { return nil }
  defer { if state.teach != nil { state.teach = teach } }
  let count = state.snapshot.document.entries.count
  func send(_ text: String) -> [Effect] {
    guard state.isCaughtUp, state.snapshot.activity == nil, state.snapshot.lesson != nil else { return [.bell] }
    teach.goToLatest()
    return submit(.enter(text), &state)
  }
  if case .prediction(choices: 0)? = state.snapshot.lesson?.waiting, press.modifiers.isEmpty {
    if press.key == .enter, let last = teach.number.last {
      return last.isNumber ? send("choose \(teach.number)") : [.bell]
    }
    if teach.takes(press.key) { return [] }
  }
  switch press.key {
  case .right, .enter, .pageDown, .character(" "):
    if TeachPage.readsOn(state, &teach) { return [] }
    guard let place = teach.place else { return send("next skip") }
    teach.place = place + 1 < count - 1 ? place + 1 : nil
    teach.scroll = 0
  case .left, .pageUp, .backspace:
    guard let place = TeachPage.shownPlace(state, teach), place > 0 else { return [.bell] }
    teach.place = place - 1
    teach.scroll = 0
  case .down: teach = TeachPage.scrolled(by: 1, state, teach)
  case .up: teach = TeachPage.scrolled(by: -1, state, teach)
  case .function(let number):
    guard let pane = PaneName.allCases.first(where: { $0.functionKey == number }) else { return [.bell] }
    teach.pane = pane
    teach.scroll = 0
    guard pane != .notebook, teach.shownPane(state.snapshot) == nil else { break }
    state.screen.notice =
      teach.place == nil
      ? "the \(pane.title) pane is empty so far" : "the \(pane.title) pane stands under the latest step"
  case .character("h"): return send("hint")
  case .character("s"): return send("solution run")
  case .character("g"): return send("grade")
  case .character("<"), .character(">"): return show(press.key == .character("<") ? .backward : .forward, &state)
  case .character(","): return go(to: state.time.t - 1, &state)
  case .character("."): return go(to: state.time.t + 1, &state)
  case .character(let digit) where digit.isNumber && press.modifiers.isEmpty: return send("choose \(digit)")
  case .escape, .character("q"):
    state.teach = nil
    state.screen.notice = "the notebook with its prompt; Enter goes on with the lesson"
  case .character("c"), .character("z"), .character("l"): return press.modifiers.isEmpty ? [.bell] : nil
  default: return [.bell]
  }
  return []
}
