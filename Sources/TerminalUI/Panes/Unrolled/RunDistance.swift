import Glibc
import Notebook

/// How far two runs over the same time steps are apart at each of them.
struct RunDistance {
  let name: String
  let values: [Double]  // [T]

  /// Of states where the layers have equally many units, else of outputs that are one number at each step; nil where there
  /// is nothing to compare.
  init?(_ first: UnrolledSnapshot, _ other: UnrolledSnapshot, layer: Int) {
    let (a, b) = (first.layer(layer), other.layer(layer))
    // Units of two cells have nothing to do with each other; of one cell that was changed they have.
    if let h = a?.states.first, let own = b?.states.first, a?.name == b?.name, a?.states.count == b?.states.count,
      h.width == own.width, h.width > 0, h.numbers.count == own.numbers.count
    {
      name = "diff \(h.name)"
      values = (0..<h.numbers.count / h.width).map { t in
        (0..<h.width).reduce(0) { sum, unit in
          let distance = h.numbers[t * h.width + unit] - own.numbers[t * h.width + unit]
          return sum + distance * distance
        }.squareRoot()
      }
      return
    }
    guard case .bars(let mine)? = first.output.first(where: { $0.label == "y" })?.content,
      case .bars(let its)? = other.output.first(where: { $0.label == "y" })?.content, mine.count == its.count
    else { return nil }
    name = "diff y"
    values = zip(mine, its).map { abs($0 - $1) }
  }
}
