/// The operators of the interpreter on arrays; nil where shapes do not fit.
extension ONNXInterpreter.Value {
  static func zeros(_ shape: [Int]) -> Self {
    Self(shape: shape, numbers: Array(repeating: 0, count: shape.reduce(1, *)))
  }

  /// Numbers that stand for indices; the ends of 64 bits are not exact in a double.
  var integers: [Int] { numbers.map { Int(exactly: $0.rounded()) ?? ($0 < 0 ? .min : .max) } }

  /// The last dimension's rows.
  var rows: [[Double]]? {
    guard let width = shape.last, width > 0 else { return nil }
    return stride(from: 0, to: numbers.count, by: width).map { Array(numbers[$0..<$0 + width]) }
  }

  func map(_ function: (Double) -> Double) -> Self { Self(shape: shape, numbers: numbers.map(function)) }

  /// The numbers of every place of a shape: its index in each dimension.
  private static func places(_ shape: [Int], _ body: ([Int]) -> Double) -> Self {
    var result: [Double] = []
    let count = shape.reduce(1, *)
    result.reserveCapacity(count)
    var place = [Int](repeating: 0, count: shape.count)
    for _ in 0..<count {
      result.append(body(place))
      for axis in shape.indices.reversed() {
        place[axis] += 1
        if place[axis] < shape[axis] { break }
        place[axis] = 0
      }
    }
    return Self(shape: shape, numbers: result)
  }

  private subscript(place: [Int]) -> Double { numbers[zip(place, shape).reduce(0) { $0 * $1.1 + $1.0 }] }

  private func axis(_ number: Int) -> Int? {
    let axis = number < 0 ? number + shape.count : number
    return shape.indices.contains(axis) ? axis : nil
  }

  /// With numpy's broadcasting: a dimension of 1, or one that is missing in front, is repeated.
  func combined(with other: Self, _ function: (Double, Double) -> Double) -> Self? {
    let rank = max(shape.count, other.shape.count)
    let a = Array(repeating: 1, count: rank - shape.count) + shape
    let b = Array(repeating: 1, count: rank - other.shape.count) + other.shape
    guard zip(a, b).allSatisfy({ $0 == $1 || $0 == 1 || $1 == 1 }) else { return nil }
    let (left, right) = (Self(shape: a, numbers: numbers), Self(shape: b, numbers: other.numbers))
    return Self.places(zip(a, b).map { $0 == 1 ? $1 : $0 }) { place in
      function(
        left[zip(place, a).map { $1 == 1 ? 0 : $0 }], right[zip(place, b).map { $1 == 1 ? 0 : $0 }])
    }
  }

  func sum(_ others: some Sequence<Self>) -> Self? {
    var result = self
    for other in others {
      guard let next = result.combined(with: other, +) else { return nil }
      result = next
    }
    return result
  }

  /// […, I] × [I, O].
  func product(_ matrix: Self) -> Self? {
    guard matrix.shape.count == 2, shape.last == matrix.shape[0], let rows else { return nil }
    let width = matrix.shape[1]
    let results = rows.flatMap { row in
      (0..<width).map { column in
        row.indices.reduce(0) { $0 + row[$1] * matrix.numbers[$1 * width + column] }
      }
    }
    return Self(shape: shape.dropLast() + [width], numbers: results)
  }

  func oneHot(depth: Int?, _ signs: [Double]) -> Self? {
    guard let depth, depth > 0, signs.count == 2 else { return nil }
    return Self(
      shape: shape + [depth],
      numbers: integers.flatMap { symbol in (0..<depth).map { $0 == symbol ? signs[1] : signs[0] } })
  }

  /// Along the first dimension.
  func gathered(_ places: Self) -> Self? {
    guard let first = shape.first else { return nil }
    let size = shape.dropFirst().reduce(1, *)
    var result: [Double] = []
    for place in places.integers {
      let own = place < 0 ? place + first : place
      guard own >= 0, own < first else { return nil }
      result += numbers[own * size..<(own + 1) * size]
    }
    return Self(shape: places.shape + shape.dropFirst(), numbers: result)
  }

  func joined(_ others: some Sequence<Self>, axis number: Int) -> Self? {
    var result = self
    for other in others {
      guard let axis = result.axis(number), result.shape.count == other.shape.count else { return nil }
      let (a, b) = (result, other)
      var shape = a.shape
      shape[axis] += b.shape[axis]
      guard shape.indices.allSatisfy({ $0 == axis || a.shape[$0] == b.shape[$0] }) else { return nil }
      result = Self.places(shape) { place in
        guard place[axis] >= a.shape[axis] else { return a[place] }
        var own = place
        own[axis] -= a.shape[axis]
        return b[own]
      }
    }
    return result
  }

  func reduced(_ number: Int, keeps: Bool, _ function: ([Double]) -> Double) -> Self? {
    guard let axis = axis(number) else { return nil }
    var kept = shape
    kept[axis] = 1
    var result = Self.places(kept) { place in
      function(
        (0..<shape[axis]).map { index in
          var own = place
          own[axis] = index
          return self[own]
        })
    }
    if !keeps { result.shape.remove(at: axis) }
    return result
  }

  func transposed(_ order: [Int]) -> Self? {
    guard order.sorted() == Array(shape.indices) else { return nil }
    return Self.places(order.map { shape[$0] }) { place in
      var own = place
      for (index, axis) in order.enumerated() { own[axis] = place[index] }
      return self[own]
    }
  }

  func squeezed(_ number: Int) -> Self? {
    guard let axis = axis(number), shape[axis] == 1 else { return nil }
    var result = self
    result.shape.remove(at: axis)
    return result
  }

  /// Along the first dimension.
  func sliced(_ start: Int?, _ end: Int?, step: Int) -> Self? {
    guard let count = shape.first, let start, let end, step == 1 || step == -1 else { return nil }
    func bounded(_ place: Int, _ bounds: ClosedRange<Int>) -> Int {
      let own = place < 0 ? place.addingReportingOverflow(count).partialValue : place
      return min(max(own, bounds.lowerBound), bounds.upperBound)
    }
    let places =
      step == 1
      ? Array(stride(from: bounded(start, 0...count), to: bounded(end, 0...count), by: 1))
      : Array(stride(from: bounded(start, -1...count - 1), to: bounded(end, -1...count - 1), by: -1))
    return gathered(Self(shape: [places.count], numbers: places.map(Double.init)))
  }

  /// Zeros in front of the first dimension.
  func padded(_ pads: [Int]) -> Self? {
    guard pads.count == 2 * shape.count, let before = pads.first, before >= 0, pads.dropFirst().allSatisfy({ $0 == 0 })
    else { return nil }
    return Self.zeros([before] + shape.dropFirst()).joined([self], axis: 0)
  }

  /// A 0 keeps the dimension.
  func reshaped(_ wanted: [Int]) -> Self? {
    let shape = wanted.enumerated().map { $1 == 0 && $0 < self.shape.count ? self.shape[$0] : $1 }
    return shape.reduce(1, *) == numbers.count ? Self(shape: shape, numbers: numbers) : nil
  }

  /// [batch, I, time] with W [units, I, width], zeros at both ends.
  func convolved(_ weight: Self, _ bias: Self, pads: [Int]) -> Self? {
    guard shape.count == 3, weight.shape.count == 3, shape[1] == weight.shape[1], pads.count == 2 else { return nil }
    let (width, time) = (weight.shape[2], shape[2])
    return Self.places([shape[0], weight.shape[0], time + pads[0] + pads[1] - width + 1]) { place in
      var sum = bias.numbers[place[1]]
      for i in 0..<shape[1] {
        for k in 0..<width {
          let source = place[2] + k - pads[0]
          if source >= 0, source < time { sum += self[[place[0], i, source]] * weight[[place[1], i, k]] }
        }
      }
      return sum
    }
  }
}
