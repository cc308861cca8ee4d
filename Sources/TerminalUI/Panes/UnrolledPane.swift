import Notebook

/// One example unrolled over time: inputs, hidden states, the gradient that runs back through them, gates, outputs, all
/// on one time axis with the cursor's column lit through every strip.
enum UnrolledPane: Pane {
  static func content(_ state: AppState, size: Size) -> PaneContent {
    guard let first = state.unrolled else { return PaneContent(lines: invitation(state, size)) }
    guard first.steps > 0 else {
      return PaneContent(
        title: title(state, width: size.columns - 13),
        lines: wrapped("The example has no time steps.", width: size.columns, indent: 1))
    }
    let picture = picture(state, size)
    return PaneContent(
      title: title(state, width: size.columns - 13), lines: StripFrame(picture: picture, state: state).lines,
      footer: footer(picture, state))
  }

  /// The picture that `update` has prepared; one drawn now where there is none of what is shown.
  static func picture(_ state: AppState, _ size: Size) -> UnrolledPicture {
    let wish = UnrolledPicture.Wish(state, size)
    if let ready = state.unrolledPicture, ready.shows(state.snapshot.unrolled, wish) { return ready }
    return UnrolledPicture(state.snapshot.unrolled, wish)
  }

  /// Draws the picture anew when what it shows, or the room for it, has changed.
  static func prepare(_ state: inout AppState) {
    let area = Layout(state, promptRows: PromptView(state).rows).area(of: .unrolled)
    guard let size = area?.inner.size, let first = state.unrolled, first.steps > 0 else {
      state.unrolledPicture = nil
      return
    }
    let wish = UnrolledPicture.Wish(state, size)
    if state.unrolledPicture?.shows(state.snapshot.unrolled, wish) == true { return }
    state.unrolledPicture = UnrolledPicture(
      state.snapshot.unrolled, wish, after: state.unrolledPicture, keepsOrder: state.snapshot.activity != nil)
  }

  private static func invitation(_ state: AppState, _ size: Size) -> [StyledLine] {
    let sentences =
      state.snapshot.model == nil
      ? ["Nothing is unrolled yet: there is no model.", "data adding; model plain; add rnn 32; add dense; unroll"]
      : ["Nothing is unrolled yet.", "unroll  replays one example forward and backward, every time step kept."]
    return [StyledLine()] + sentences.flatMap { wrapped($0, width: size.columns - 1, indent: 1) }
  }

  /// "example 1 of test   t 17 of 100   ◀ backward   rnn1   loss 0.167": what fits of it, time and pass before all.
  private static func title(_ state: AppState, width: Int) -> StyledLine {
    guard let unrolled = state.unrolled else { return StyledLine() }
    var time = StyledLine("t ", .soft)
    time.append("\(state.time.t)", .strong)
    time.append(" of \(unrolled.steps)", .soft)
    time.append("   ")
    time.append(state.time.pass == .forward ? state.ink.forward : state.ink.backward, .title)
    let example = StyledLine(unrolled.example)
    var parts = [time]
    let isAlone = state.snapshot.unrolled.count == 1
    if let layer = unrolled.layer(state.time.layer), unrolled.layers.count > 1 || isAlone {
      var part = StyledLine(layer.name, .strong)
      if unrolled.layers.count > 1 { part.append(" (\(state.time.layer + 1) of \(unrolled.layers.count))", .soft) }
      parts.append(part)
    }
    // Which of the layers this is matters more than which example.
    if parts.reduce(example.width, { $0 + 3 + $1.width }) <= width { parts.insert(example, at: 0) }
    if isAlone {
      var part = StyledLine("loss ", .soft)
      part.append(NumberFormat.significant(3).text(unrolled.loss), unrolled.loss.isFinite ? .plain : .error)
      parts.append(part)
    }
    let line = parts.inARow(width: width)
    return state.characters == .ascii ? line.asciiOnly : line
  }

  /// The horizon in words, the gate that forgets, radius and gain, as much of it as fits, the words first.
  private static func footer(_ picture: UnrolledPicture, _ state: AppState) -> StyledLine {
    let width = picture.footerWidth
    var parts: [StyledLine] = []
    if picture.examples.count == 1, let example = picture.examples.first {
      if let layer = example.layer(state.time.layer) {
        let words = HorizonWords(layer, t: state.time.t)
        parts = words.parts(width: width) + (words.fitsWithNumbers(width: width) ? words.numbers : [])
      } else {
        parts = [StyledLine("no recurrent layer: nothing runs through time", .soft)]
      }
    }
    if picture.hiddenModels > 0 {
      parts.append(StyledLine("\(picture.hiddenModels) more: a higher pane shows them", .warning))
    }
    let line = (parts + [StyledLine(picture.axis.binning(of: "time steps"), .soft)]).inARow(width: width)
    return state.characters == .ascii ? line.asciiOnly : line
  }
}

extension UnrolledPicture.Wish {
  init(_ state: AppState, _ size: Size) {
    self.init(
      size: size, characters: state.characters, layer: state.time.layer, order: state.time.order,
      showsGates: state.time.showsGates, unit: state.time.showsUnit ? state.time.unit : nil)
  }
}
