import Glibc
import Notebook

/// A row of columns whose heights tell a curve's course by log10: gradient norms beside a layer's name.
struct Sparkline {
  let values: [Double]  // [N], oldest first
  let width: Int

  func line(_ ink: Ink) -> StyledLine {
    let axis = ColumnAxis(first: 1, count: values.count, width: width)
    let columns = axis.strongest(values)
    let powers = columns.map { $0.flatMap { RoundAxis.exponent(of: $0) } }
    // A level row of noise would look like mountains: a decade at least is the whole height.
    let high = powers.compactMap { $0 }.max() ?? 0
    let low = min(powers.compactMap { $0 }.min() ?? 0, high - 1)
    var line = StyledLine()
    for (value, power) in zip(columns, powers) {
      if let value, value.isNaN || value.isInfinite {
        line.append(Glyph(ink.fault, .error))
      } else if let power {
        let level = min(Int((power - low) / (high - low) * 8), 7)
        line.append(Glyph(ink.heights[max(0, level)], .heat(2 + level * 5 / 7)))
      } else {
        line.append(Glyph(ink.missing, .soft))
      }
    }
    return line
  }
}
