import Notebook

/// Where a reader is in the notebook.
package struct NotebookState: Sendable, Equatable {
  /// Lines hidden below the view's end.
  package private(set) var scroll = 0
  /// Whether the view goes where the notebook is being written.
  package var follows = true
  /// The entry that keys are about while the pane has the focus; nil: the last one.
  package var selected: Int?
  /// Entries that the reader folded or unfolded: whether they are shown whole.
  package var folding: [Int: Bool] = [:]
  /// What is being searched for; nil: nothing.
  package var search: NotebookSearch?
  /// The entry whose text is on the line and runs in its place.
  package var editing: Int?
  var layout = NotebookLayout()
  /// Rows of the pane when it was laid out last.
  private(set) var rows = 0
  /// The line at the view's lower edge: it stays there when something is written below it.
  private var anchor: (id: Int, line: Int)?

  package init() {}

  package static func == (a: Self, b: Self) -> Bool {
    a.scroll == b.scroll && a.follows == b.follows && a.selected == b.selected && a.folding == b.folding
      && a.search == b.search && a.editing == b.editing && a.layout == b.layout
  }

  /// Lays out what the pane shows and finds the place of the view.
  mutating func place(_ source: NotebookSource, rows: Int) {
    let hasChanged = layout.take(source, folding: folding)
    guard hasChanged || rows != self.rows || follows else { return }
    self.rows = rows
    if follows {
      scroll = followingScroll()
    } else if scroll > 0, let anchor, let index = layout.entries.firstIndex(where: { $0.id == anchor.id }) {
      scroll = layout.linesBelow(index) + max(0, layout.height(index) - 1 - anchor.line)
    }
    settle()
  }

  /// Positive goes to older lines.
  mutating func scroll(by lines: Int) {
    scroll = max(0, scroll + lines)
    settle()
    follows = scroll == followingScroll()
  }

  mutating func page(_ direction: Int) { scroll(by: direction * max(1, rows - 2)) }

  /// Shows a range of an entry's lines, its first line above all.
  mutating func reveal(_ index: Int, lines: Range<Int>) {
    let below = layout.linesBelow(index)
    let height = layout.height(index)
    let (top, bottom) = (below + height - lines.lowerBound, below + height - lines.upperBound)
    if bottom < scroll { scroll = bottom }
    if top > scroll + rows { scroll = top - rows }
    settle()
    follows = scroll == followingScroll()
  }

  /// Where the running entry, or the one that ran last, ends in view; the top while nothing has run.
  private mutating func followingScroll() -> Int {
    guard let target = layout.youngest else {
      return layout.entries.contains { $0.status != .fresh } ? 0 : max(0, (layout.layOut(lines: .max) ?? 0) - rows)
    }
    let below = layout.linesBelow(target)
    // A little of what comes next is shown where there is room.
    return below - min(below, rows / 3, max(0, rows - layout.height(target)))
  }

  private mutating func settle() {
    if let all = layout.layOut(lines: scroll + rows) { scroll = max(0, min(scroll, all - rows)) }
    anchor = layout.places(scroll: scroll, rows: 1).last.map { (layout.entries[$0.index].id, $0.line) }
  }

  /// Shows an entry whole, or its first lines.
  mutating func fold(_ index: Int, isWhole: Bool) {
    guard let source = layout.source else { return }
    folding[layout.entries[index].id] = isWhole
    _ = layout.take(source, folding: folding)
    settle()
  }

  /// Entries that were laid out; the others have not come into view yet.
  package var laidOutCount: Int { layout.layouts.count { $0 != nil } }

  /// The place of the selected entry.
  var selectedIndex: Int? {
    let entries = layout.entries
    return selected.flatMap { id in entries.firstIndex { $0.id == id } } ?? (entries.isEmpty ? nil : entries.count - 1)
  }
}
