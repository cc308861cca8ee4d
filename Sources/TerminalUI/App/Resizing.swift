import Notebook

/// The borders between panes, moved by the mouse or by keys. What is moved in the standard layout's height becomes a
/// layout of the reader's own.
struct Resizing {
  /// A border that is being dragged.
  struct Border: Sendable, Equatable {
    /// Between this column and the next, or of this column the pane and the one under it.
    var column: Int
    var pane: Int?
  }

  /// Columns of panes as they stand now, from the left.
  private let columns: [[(name: PaneName, area: Rectangle)]]

  init(_ layout: Layout) {
    let lefts = Set(layout.panes.map(\.area.column)).sorted()
    columns = lefts.map { left in layout.panes.filter { $0.area.column == left }.sorted { $0.area.row < $1.area.row } }
  }

  /// The border at a place; nil inside a pane.
  func border(at place: Place) -> Border? {
    guard let column = columns.firstIndex(where: { $0.contains { $0.area.contains(place) } }) else { return nil }
    let panes = columns[column]
    if column > 0, let area = panes.first?.area, abs(area.column - place.column) <= 1 {
      return Border(column: column - 1, pane: nil)
    }
    if column + 1 < columns.count, let area = panes.first?.area, area.endColumn - 1 == place.column {
      return Border(column: column, pane: nil)
    }
    // The upper border of a pane is its title as well.
    guard let pane = panes.firstIndex(where: { $0.area.row == place.row }), pane > 0 else { return nil }
    return Border(column: column, pane: pane - 1)
  }

  /// The layout with a border moved to a place; nil where it cannot go.
  func moved(_ border: Border, to place: Place, _ old: ScreenLayout) -> ScreenLayout? {
    guard columns.indices.contains(border.column), let first = columns[border.column].first else { return nil }
    if let pane = border.pane {
      guard columns[border.column].indices.contains(pane) else { return nil }
      return resized(border, by: place.row - columns[border.column][pane].area.endRow, old)
    }
    return resized(border, by: place.column - first.area.endColumn, old)
  }

  /// The layout with the border of a pane moved by some columns or rows: the one behind it, or where it is the last the
  /// one before it.
  func resized(_ name: PaneName, columns width: Int, rows: Int, _ old: ScreenLayout) -> ScreenLayout? {
    guard let column = columns.firstIndex(where: { $0.contains { $0.name == name } }),
      let pane = columns[column].firstIndex(where: { $0.name == name })
    else { return nil }
    if width != 0 {
      let isLast = column + 1 == columns.count
      return resized(Border(column: isLast ? column - 1 : column, pane: nil), by: isLast ? -width : width, old)
    }
    let isLast = pane + 1 == columns[column].count
    return resized(Border(column: column, pane: isLast ? pane - 1 : pane), by: isLast ? -rows : rows, old)
  }

  private func resized(_ border: Border, by step: Int, _ old: ScreenLayout) -> ScreenLayout? {
    var widths = columns.map { $0.first?.area.size.columns ?? 0 }
    var heights = columns.map { $0.map(\.area.size.rows) }
    guard border.column >= 0, columns.indices.contains(border.column) else { return nil }
    if let pane = border.pane {
      guard pane >= 0, pane + 1 < heights[border.column].count else { return nil }
      guard Self.move(&heights[border.column], pane, by: step, least: 5) else { return nil }
    } else {
      guard border.column + 1 < widths.count,
        Self.move(&widths, border.column, by: step, least: PlannedPanes.leastColumns)
      else { return nil }
      let sum = widths.reduce(0, +)
      if old.isStandard { return .standard(notebookShare: Double(widths[0]) / Double(max(1, sum)) * 100) }
    }
    guard old.isStandard else {
      return Self.shared(old, border, border.pane == nil ? widths : heights[border.column])
    }
    return ScreenLayout(
      columns: zip(columns, zip(Self.percent(widths), heights)).map { column, sizes in
        ScreenLayout.Column(
          share: sizes.0, panes: zip(column, Self.percent(sizes.1)).map { .init($0.name.word, $1) })
      })
  }

  /// A layout of the reader's own with nothing but shares changed: a pane that has no room here, or that another one
  /// stands for, comes back where it has its place.
  private static func shared(_ old: ScreenLayout, _ border: Border, _ sizes: [Int]) -> ScreenLayout? {
    guard old.columns.indices.contains(border.column) else { return nil }
    var new = old
    if border.pane == nil {
      let shares = Self.shares(old.columns.map(\.share), sizes)
      for (index, share) in zip(old.columns.indices, shares) { new.columns[index].share = share }
    } else {
      let panes = old.columns[border.column].panes
      let shares = Self.shares(panes.map(\.share), sizes)
      for (index, share) in zip(panes.indices, shares) { new.columns[border.column].panes[index].share = share }
    }
    return new
  }

  /// Shares that give the first parts these sizes; the others keep their proportion to all of these.
  private static func shares(_ old: [Double], _ sizes: [Int]) -> [Double] {
    let shown = max(1, old.prefix(sizes.count).reduce(0, +))
    return percent(sizes) + old.dropFirst(sizes.count).map { min(max(1, $0 / shown * 100), 1000) }
  }

  private static func move(_ sizes: inout [Int], _ index: Int, by step: Int, least: Int) -> Bool {
    let step = min(max(step, least - sizes[index]), sizes[index + 1] - least)
    guard step != 0, sizes[index] + step >= least, sizes[index + 1] - step >= least else { return false }
    sizes[index] += step
    sizes[index + 1] -= step
    return true
  }

  private static func percent(_ sizes: [Int]) -> [Double] {
    let sum = Double(max(1, sizes.reduce(0, +)))
    return sizes.map { max(1, Double($0) / sum * 100) }
  }
}

extension Resizing {
  /// The keys that change a pane's size while it has the focus.
  static let keys = [
    KeyMeaning("{ }", "this pane narrower, wider"), KeyMeaning("( )", "this pane lower, higher"),
  ]

  static func press(_ name: PaneName, _ press: KeyPress, _ state: inout AppState) -> [Effect]? {
    guard press.modifiers.isSubset(of: .shift), case .character(let sign) = press.key, "{}()".contains(sign) else {
      return nil
    }
    guard state.size.columns >= Layout.sideBySide, state.screen.zoomed == nil else {
      state.screen.notice = "one pane fills the screen: there is no border to move"
      return [.bell]
    }
    let layout = Layout(state, promptRows: PromptView(state).rows)
    let (width, rows) = (sign == "{" ? -4 : sign == "}" ? 4 : 0, sign == "(" ? -2 : sign == ")" ? 2 : 0)
    guard let new = Resizing(layout).resized(name, columns: width, rows: rows, state.screen.layout) else {
      return [.bell]
    }
    state.screen.layout = new
    return []
  }
}
