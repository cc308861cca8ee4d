/// An expression written in the notation that it is read in.
extension CellExpression {
  public var text: String { written.text }

  /// The text, and how tightly its outermost sign binds: 1 for sums, 2 for products, 3 for everything else.
  private var written: (text: String, rank: Int) {
    switch kind {
    case .number(let number):
      let isWhole = number == number.rounded() && abs(number) < 1e15
      return (isWhole ? String(Int(number)) : String(number), 3)
    case .name(let name): return (name, 3)
    case .primed(let name): return (name + "'", 3)
    case .negation(let value): return ("-" + value.bracketed(below: 3), 2)
    case .binary(let sign, let left, let right):
      let rank = sign == .add || sign == .subtract ? 1 : 2
      // a + (b + c) stands as it was meant: floating-point sums are not associative.
      return ("\(left.bracketed(below: rank)) \(sign.rawValue) \(right.bracketed(below: rank + 1))", rank)
    case .call(let name, let arguments):
      return ("\(name)(\(arguments.map(\.text).joined(separator: ", ")))", 3)
    }
  }

  private func bracketed(below rank: Int) -> String {
    let (text, own) = written
    return own < rank ? "(\(text))" : text
  }
}
