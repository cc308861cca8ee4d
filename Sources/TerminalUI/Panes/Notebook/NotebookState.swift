import Notebook

/// Where a reader is in the notebook.
package struct NotebookState: Sendable, Equatable {
  /// Whether the view goes where the notebook is being written.
  package var follows = true
  /// The entry that keys are about while the pane has the focus; nil: the last one.
  package var selected: Int?
  /// Entries that the reader folded or unfolded: whether they are shown whole.
  package var folding: [Int: Bool] = [:]
  /// What is being searched for; nil: nothing.
  package var search: NotebookSearch?
  /// What was looked for last.
  package var lastSearch = ""
  /// The lesson's step that was shown last, and its entry: it is read from its first line.
  var lessonStep: Int?
  var lessonEntry: Int?
  /// The entry whose text is on the line and runs in its place.
  package var editing: Int?
  var layout = NotebookLayout()
  /// Rows of the pane when it was laid out last.
  private(set) var rows = 0
  /// The line at the view's lower edge: it stays there when something is written below it. nil: the notebook's end.
  private(set) var edge: Edge?

  /// A line of an entry, found again by the entry's identity.
  struct Edge: Sendable, Equatable {
    var id: Int
    var index: Int
    var line: Int
  }

  package init() {}

  /// Lays out what the pane shows and finds the place of the view.
  mutating func place(_ source: NotebookSource, rows: Int) {
    let hasChanged = layout.take(source, folding: folding)
    guard hasChanged || rows != self.rows || follows else { return }
    self.rows = rows
    settle(follows ? followingEnd() : end())
  }

  /// Positive goes to older lines.
  mutating func scroll(by lines: Int) {
    guard let end = end() else { return }
    settle(layout.place(end, movedBy: -lines))
    follows = self.end() == followingEnd()
  }

  /// Two lines stay in view, on a low screen one.
  mutating func page(_ direction: Int) { scroll(by: direction * max(1, rows - (rows > 8 ? 2 : 1))) }

  /// Shows a range of an entry's lines, its first line above all.
  mutating func reveal(_ index: Int, lines: Range<Int>) {
    guard var end = end(), layout.entries.indices.contains(index), !lines.isEmpty else { return }
    let first = NotebookLayout.Place(index: index, line: lines.lowerBound)
    end = max(end, NotebookLayout.Place(index: index, line: lines.upperBound - 1))
    if first < layout.place(end, movedBy: 1 - rows) { end = layout.place(first, movedBy: rows - 1) }
    settle(end)
    follows = self.end() == followingEnd()
  }

  /// The last line in view; nil in an empty notebook.
  private mutating func end() -> NotebookLayout.Place? {
    guard let last = layout.lastPlace else { return nil }
    guard let edge else { return last }
    let entries = layout.entries
    let isThere = entries.indices.contains(edge.index) && entries[edge.index].id == edge.id
    guard let index = isThere ? edge.index : entries.firstIndex(where: { $0.id == edge.id }) else {
      // Its entry is gone: what stands there now takes its place.
      let index = min(edge.index, last.index)
      return NotebookLayout.Place(index: index, line: layout.height(index) - 1)
    }
    return NotebookLayout.Place(index: index, line: min(edge.line, layout.height(index) - 1))
  }

  /// Whether a reader who came down to here has not seen the end of the notebook yet; false for one who looks back.
  var hasUnreadBelow: Bool {
    var copy = self
    guard edge != nil, let end = copy.end(), let following = copy.followingEnd() else { return false }
    return end >= following
  }

  /// Where the running entry, or the one that ran last, ends in view; the top while nothing has run.
  private mutating func followingEnd() -> NotebookLayout.Place? {
    if let id = lessonEntry, let index = layout.entries.lastIndex(where: { $0.id == id }),
      layout.entries.suffix(from: index).dropFirst().allSatisfy({ $0.kind == .commands && !$0.wasRun })
    {
      let first = NotebookLayout.Place(index: index, line: 0)
      return layout.end(layout.place(first, movedBy: max(0, rows - 1)), filling: rows)
    }
    guard let target = layout.youngest else {
      let isFresh = layout.entries.allSatisfy { $0.status == .fresh }
      return isFresh && !layout.entries.isEmpty ? layout.end(.top, filling: rows) : layout.lastPlace
    }
    let height = layout.height(target)
    let end = NotebookLayout.Place(index: target, line: height - 1)
    // A little of what comes next is shown where there is room.
    return layout.end(layout.place(end, movedBy: min(rows / 3, max(0, rows - height))), filling: rows)
  }

  /// Lets the view end at a place, or as much further down as fills it; what is then seen is laid out.
  private mutating func settle(_ wanted: NotebookLayout.Place?) {
    guard let wanted, let last = layout.lastPlace else {
      edge = nil
      return
    }
    let end = layout.end(wanted, filling: rows)
    edge = end == last ? nil : Edge(id: layout.entries[end.index].id, index: end.index, line: end.line)
  }

  /// The lines in view, from the top.
  var places: [NotebookLayout.Place] {
    layout.places(endingAt: edge.map { NotebookLayout.Place(index: $0.index, line: $0.line) }, rows: rows)
  }

  /// Shows an entry whole, or its first lines.
  mutating func fold(_ index: Int, isWhole: Bool) {
    guard layout.entries.indices.contains(index) else { return }
    folding[layout.entries[index].id] = isWhole
    refold()
  }

  /// Takes over what was folded otherwise.
  mutating func refold() {
    guard let source = layout.source else { return }
    let end = end()
    _ = layout.take(source, folding: folding)
    settle(end)
  }

  /// Goes back to a place of before.
  mutating func go(to edge: Edge?, folding: [Int: Bool], follows: Bool) {
    (self.edge, self.folding, self.follows) = (edge, folding, follows)
    refold()
  }

  /// Entries that were laid out; the others have not come into view yet.
  package var laidOutCount: Int { layout.layouts.count { $0 != nil } }

  /// The place of the selected entry.
  var selectedIndex: Int? {
    let entries = layout.entries
    return selected.flatMap { id in entries.firstIndex { $0.id == id } } ?? (entries.isEmpty ? nil : entries.count - 1)
  }
}
