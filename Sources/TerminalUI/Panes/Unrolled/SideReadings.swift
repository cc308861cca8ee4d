import Notebook

/// What belongs to t, written out beside a strip.
struct SideReadings {
  private let strip: DrawnStrip
  private let picture: UnrolledPicture
  private let state: AppState

  init(_ strip: DrawnStrip, picture: UnrolledPicture, state: AppState) {
    self.strip = strip
    self.picture = picture
    self.state = state
  }

  private var t: Int { state.time.t }
  private var unit: Int { state.time.unit }

  /// One for each row of the strip, or fewer: first the numbers, then how the strip is to be read.
  var lines: [StyledLine] {
    var lines: [StyledLine] = []
    switch strip.content {
    case .heading: return []
    case .unit: return [told("", layer(0)?.states.first?.value(t: t, unit: unit))]
    case .sensitivity: return [told("", at(picture.examples[0].inputGradientNorms))]
    case .input(let number):
      lines = StripRows.readings(picture.examples[0].input[number], step: t - 1, state.ink)
    case .result(let number, let model):
      lines = StripRows.readings(picture.examples[model].output[number], step: t - 1, state.ink)
    case .difference(let model):
      guard let distance = RunDistance(picture.examples[0], picture.examples[model], layer: state.time.layer) else {
        return []
      }
      return [told("", at(distance.values))] + strip.notes.prefix(1)
    case .state(let number, let model):
      guard let values = layer(model)?.states[number] else { return [] }
      lines = [
        told("‖\(values.name)‖", at(values.norms)), told("unit \(unit)", values.value(t: t, unit: unit)),
      ]
      lines[1].append(held(values.name, unit, model))
    case .gradient(let number, let model):
      guard let norms = layer(model)?.states[number].gradientNorms else { return [] }
      lines = [withProduct(told("", at(norms)), norms, model)]
      // The words about the horizon follow one loss alone.
      if number == 0, layer(model)?.followedLoss != nil { lines.append(StyledLine("of all losses", .soft)) }
      lines += strip.notes.prefix(1)
      lines += (number == 0 ? numbersWithoutRoom(model) : []) + wall(model)
      return lines + strip.notes.dropFirst()
    case .gate(let number, let model):
      guard let values = layer(model)?.gates[number] else { return [] }
      lines = [told("unit \(unit)", values.value(t: t, unit: unit)), told("mean", mean(values))]
      lines[0].append(held(values.name, unit, model))
    }
    return lines + strip.notes
  }

  /// " held" beside a number that does not follow its equation.
  private func held(_ name: String, _ unit: Int, _ model: Int) -> StyledLine {
    let isHeld = layer(model)?.held.contains { $0.name == name && $0.covers(unit: unit, t: t) } ?? false
    return isHeld ? StyledLine(" held", .warning) : StyledLine()
  }

  /// The norm with what the steps back to t have made of the gradient so far.
  private func withProduct(_ line: StyledLine, _ norms: [Double], _ model: Int) -> StyledLine {
    guard let start = norms.last(where: { $0 > 0 }), let now = at(norms), start.isFinite, now.isFinite, now != start
    else { return line }
    var line = line
    let product = "  ×\(NumberFormat.significant(2).text(now / start))"
    if line.width + product.displayWidth <= picture.sideWidth { line.append(product, .soft) }
    return line
  }

  /// What the walls are.
  private func wall(_ model: Int) -> [StyledLine] {
    guard let cuts = layer(model)?.cuts, let last = cuts.last else { return [] }
    let more = cuts.count > 1 ? " and \(cuts.count - 1) more" : ""
    return [StyledLine("\(state.ink.vertical) cut at t=\(last)|\(last + 1)\(more)", .warning)]
  }

  /// Radius and gain, where neither the footer nor a model's heading has room for them.
  private func numbersWithoutRoom(_ model: Int) -> [StyledLine] {
    guard picture.examples.count == 1, let layer = layer(model) else { return [] }
    let words = HorizonWords(layer, t: t)
    guard !words.fitsWithNumbers(width: picture.footerWidth) else { return [] }
    let together = words.numbers.reduce(into: StyledLine()) { line, number in
      if line.width > 0 { line.append(" ") }
      line.append(number)
    }
    return together.width <= picture.sideWidth ? [together] : words.numbers
  }

  private func layer(_ model: Int) -> UnrolledSnapshot.Layer? { picture.examples[model].layer(state.time.layer) }

  private func at(_ values: [Double]) -> Double? { values.indices.contains(t - 1) ? values[t - 1] : nil }

  private func mean(_ values: UnrolledSnapshot.Values) -> Double? {
    guard values.width > 0, t >= 1, t * values.width <= values.numbers.count else { return nil }
    return values.numbers[(t - 1) * values.width..<t * values.width].reduce(0, +) / Double(values.width)
  }

  private func told(_ name: String, _ value: Double?) -> StyledLine {
    var line = StyledLine(name.isEmpty ? "" : name + " ", .soft)
    guard let value else {
      line.append(Glyph(state.ink.missing, .soft))
      return line
    }
    line.append(NumberFormat.general.text(value), value.isFinite ? .strong : .error)
    return line
  }
}
