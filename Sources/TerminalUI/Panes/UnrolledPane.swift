import Notebook

/// One example unrolled over time: inputs, hidden states, the gradient that runs back through them, gates, outputs, all
/// on one time axis with the cursor's column lit through every strip.
enum UnrolledPane: Pane {
  static func content(_ state: AppState, size: Size) -> PaneContent {
    guard let first = state.unrolled else { return PaneContent(lines: invitation(state, size)) }
    guard first.steps > 0 else {
      return PaneContent(
        title: title(state), lines: wrapped("The example has no time steps.", width: size.columns, indent: 1))
    }
    let picture = picture(state, size)
    var content = PaneContent(title: title(state))
    content.footer = footer(picture, state, width: size.columns - 2)
    let frame = StripFrame(picture: picture, state: state)
    content.lines = frame.lines
    return content
  }

  /// The picture that `update` has prepared; one drawn now where there is none for this size.
  static func picture(_ state: AppState, _ size: Size) -> UnrolledPicture {
    let wish = UnrolledPicture.Wish(state, size)
    if let ready = state.unrolledPicture, ready.wish == wish { return ready }
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

  /// "example 1 of test   t 17 of 100   ◀ backward   rnn1   loss 0.167"
  private static func title(_ state: AppState) -> StyledLine {
    guard let unrolled = state.unrolled else { return StyledLine() }
    var line = StyledLine(unrolled.example)
    line.append("   t ", .soft)
    line.append("\(state.time.t)", .strong)
    line.append(" of \(unrolled.steps)", .soft)
    line.append("   ")
    line.append(state.time.pass == .forward ? state.ink.forward : state.ink.backward, .title)
    if let layer = unrolled.layer(state.time.layer), unrolled.layers.count > 1 || state.snapshot.unrolled.count == 1 {
      line.append("   \(layer.name)", .strong)
      if unrolled.layers.count > 1 { line.append(" (\(state.time.layer + 1) of \(unrolled.layers.count))", .soft) }
    }
    if state.snapshot.unrolled.count == 1 {
      line.append("   loss ", .soft)
      line.append(NumberFormat.significant(3).text(unrolled.loss), unrolled.loss.isFinite ? .plain : .error)
    }
    return state.characters == .ascii ? line.asciiOnly : line
  }

  /// The horizon in words with radius and gain, as much of it as fits, the words first.
  private static func footer(_ picture: UnrolledPicture, _ state: AppState, width: Int) -> StyledLine {
    var parts: [StyledLine] = []
    if picture.examples.count == 1, let example = picture.examples.first {
      if let layer = example.layer(state.time.layer) {
        parts = [HorizonWords(layer).line(width: width - 2)] + HorizonWords(layer).numbers
      } else {
        parts = [StyledLine("no recurrent layer: nothing runs through time", .soft)]
      }
    }
    let binning = picture.axis.binning(of: "time steps")
    if !binning.isEmpty { parts.append(StyledLine(binning, .soft)) }
    var line = StyledLine()
    for part in parts where line.width == 0 || line.width + 3 + part.width <= width - 2 {
      if line.width > 0 { line.append("   ") }
      line.append(part)
    }
    return state.characters == .ascii ? line.asciiOnly : line
  }
}

extension UnrolledPicture.Wish {
  init(_ state: AppState, _ size: Size) {
    self.init(
      size: size, characters: state.characters, layer: state.time.layer, order: state.time.order,
      showsGates: state.time.showsGates)
  }
}

/// What a layer's gradient does on its way back, in the words that fit.
struct HorizonWords {
  private let layer: UnrolledSnapshot.Layer

  init(_ layer: UnrolledSnapshot.Layer) { self.layer = layer }

  /// The whole sentence, or a shorter one of the same meaning.
  func line(width: Int) -> StyledLine {
    var sentence = layer.horizon
    let shortenings = [("the gradient ", ""), ("nothing earlier than", "nothing before"), (" steps back;", " steps;")]
    for (long, short) in shortenings where sentence.displayWidth > width {
      sentence = sentence.replacing(long, with: short)
    }
    return StyledLine(sentence, layer.earliestHeard.map { $0 > 1 } ?? true ? .warning : .plain)
  }

  /// Spectral radius and gain of the last step, where there are any.
  var numbers: [StyledLine] {
    [("radius", layer.radius), ("σ", layer.stepGain)].filter { !$0.1.isNaN }.map { name, value in
      var line = StyledLine(name + " ", .soft)
      line.append(NumberFormat.significant(3).text(value), value.isFinite ? .strong : .error)
      return line
    }
  }
}
