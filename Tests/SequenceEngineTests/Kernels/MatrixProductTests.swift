import CKernels
import SequenceEngine
import Testing

/// A packed product with the distances between rows that the call is given.
private struct Product<Scalar: KernelScalar> {
  var m: Int, n: Int, k: Int
  let gap = 3  // elements between rows that must stay as they are
  var a: [Scalar]  // [m, k + gap]
  var w: [Scalar]  // [n, k + gap]
  var c: [Scalar]  // [m, n + gap]

  init(_ m: Int, _ n: Int, _ k: Int) {
    var numbers = TestNumbers(seed: UInt64(m * 10_000 + n * 100 + k))
    (self.m, self.n, self.k) = (m, n, k)
    a = numbers.array(m * (k + gap))
    w = numbers.array(n * (k + gap))
    c = numbers.array(m * (n + gap))
  }

  var packed: [Scalar] {
    var packed = [Scalar](repeating: 99, count: Scalar.packedCount(columns: n, inner: k))
    Scalar.packTransposed(w, stride: k + gap, n: n, k: k, into: &packed)
    return packed
  }

  func result(accumulate: Bool) -> [Scalar] {
    var result = c
    Scalar.multiply(
      a, stride: k + gap, packed: packed, into: &result, stride: n + gap, m: m, n: n, k: k, accumulate: accumulate)
    return result
  }

  func naive(accumulate: Bool) -> [Scalar] {
    var result = c
    for i in 0..<m {
      for j in 0..<n {
        var sum: Scalar = accumulate ? c[i * (n + gap) + j] : 0
        for l in 0..<k {
          sum = chained(sum, a[i * (k + gap) + l], w[j * (k + gap) + l], fused: InstructionSet.fuses)
        }
        result[i * (n + gap) + j] = sum
      }
    }
    return result
  }
}

private func productsEqualTheirChains<Scalar: KernelScalar>(_: Scalar.Type) {
  for m in [0, 1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 25, 50, 61] {
    for n in [0, 1, 3, 8, 15, 16, 17, 31, 33, 65, 100, 130, 260] {
      for k in [0, 1, 2, 7, 64, 129] {
        let product = Product<Scalar>(m, n, k)
        let accumulate = (m + n + k) % 2 == 0
        #expect(same(product.result(accumulate: accumulate), product.naive(accumulate: accumulate)), "\(m) \(n) \(k)")
      }
    }
  }
}

private func rowsDoNotDependOnTheNumberOfRows<Scalar: KernelScalar>(_: Scalar.Type) {
  let all = Product<Scalar>(50, 65, 128)
  let whole = all.result(accumulate: false)
  for first in 0..<all.m {
    for height in [1, 5] where first + height <= all.m {
      var part = all
      part.m = height
      part.a = Array(all.a[(first * (all.k + all.gap))...])
      part.c = Array(all.c[(first * (all.n + all.gap))..<((first + height) * (all.n + all.gap))])
      let wide = all.n + all.gap
      #expect(same(part.result(accumulate: false), Array(whole[(first * wide)..<((first + height) * wide)])))
    }
  }
}

private func bothPackingsAgree<Scalar: KernelScalar>(_: Scalar.Type) {
  for n in [1, 7, 16, 33, 100] {
    for k in [1, 5, 16, 37] {
      let product = Product<Scalar>(1, n, k)
      var turned = [Scalar](repeating: 5, count: k * (n + 2))  // [k, n + 2]
      for j in 0..<n {
        for l in 0..<k { turned[l * (n + 2) + j] = product.w[j * (k + product.gap) + l] }
      }
      var packed = [Scalar](repeating: 99, count: Scalar.packedCount(columns: n, inner: k))
      Scalar.pack(turned, stride: n + 2, n: n, k: k, into: &packed)
      #expect(same(packed, product.packed), "\(n) \(k)")
    }
  }
}

private func gradient<Scalar: KernelScalar>(
  _ a: [Scalar], _ b: [Scalar], into start: [Scalar], r: Int, n: Int, k: Int, rows: Range<Int>, columns: Range<Int>
) -> [Scalar] {
  var result = start
  a.withUnsafeBufferPointer { a in
    b.withUnsafeBufferPointer { b in
      result.withUnsafeMutableBufferPointer { c in
        guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
        Scalar.addGradient(
          a + rows.lowerBound, stride: n, b + columns.lowerBound, stride: k,
          into: c + rows.lowerBound * k + columns.lowerBound, stride: k, r: r, n: rows.count, k: columns.count)
      }
    }
  }
  return result
}

private func gradientsEqualTheirChainsHoweverDivided<Scalar: KernelScalar>(_: Scalar.Type) {
  for (r, n, k) in [(0, 3, 3), (1, 1, 1), (5, 13, 40), (127, 12, 32), (129, 25, 65), (300, 7, 17), (260, 61, 33)] {
    var numbers = TestNumbers(seed: UInt64(r + n + k))
    let a: [Scalar] = numbers.array(r * n)
    let b: [Scalar] = numbers.array(r * k)
    let start: [Scalar] = numbers.array(n * k)
    var naive = start
    for i in 0..<n {
      for j in 0..<k {
        for t in 0..<r {
          naive[i * k + j] = chained(naive[i * k + j], a[t * n + i], b[t * k + j], fused: InstructionSet.fuses)
        }
      }
    }
    let whole = gradient(a, b, into: start, r: r, n: n, k: k, rows: 0..<n, columns: 0..<k)
    #expect(same(whole, naive), "\(r) \(n) \(k)")
    for (row, column) in [(n / 2, k), (n, k / 3), (n / 3, k / 2)] {
      var parts = start
      for rows in [0..<row, row..<n] {
        for columns in [0..<column, column..<k] {
          parts = gradient(a, b, into: parts, r: r, n: n, k: k, rows: rows, columns: columns)
        }
      }
      #expect(same(parts, naive), "\(r) \(n) \(k) divided at \(row), \(column)")
    }
  }
}

@Suite("Matrix products")
struct MatrixProductTests {
  @Test("Every element is one chain of sums, and nothing else is written", arguments: InstructionSet.names)
  func chains(isa: String) async {
    await #expect(processExitsWith: .success) { [isa = isa as String] in
      guard InstructionSet.select(isa) else { return }
      productsEqualTheirChains(Float.self)
      productsEqualTheirChains(Double.self)
    }
  }

  @Test("A row has the same bits whatever the number of rows", arguments: InstructionSet.names)
  func rows(isa: String) async {
    await #expect(processExitsWith: .success) { [isa = isa as String] in
      guard InstructionSet.select(isa) else { return }
      rowsDoNotDependOnTheNumberOfRows(Float.self)
      rowsDoNotDependOnTheNumberOfRows(Double.self)
    }
  }

  @Test("Packing a weight, and its turned copy the other way, give the same panels", arguments: InstructionSet.names)
  func packings(isa: String) async {
    await #expect(processExitsWith: .success) { [isa = isa as String] in
      guard InstructionSet.select(isa) else { return }
      bothPackingsAgree(Float.self)
      bothPackingsAgree(Double.self)
    }
  }

  @Test("A weight's gradient is one chain over the rows, however n and k are divided", arguments: InstructionSet.names)
  func gradients(isa: String) async {
    await #expect(processExitsWith: .success) { [isa = isa as String] in
      guard InstructionSet.select(isa) else { return }
      gradientsEqualTheirChainsHoweverDivided(Float.self)
      gradientsEqualTheirChainsHoweverDivided(Double.self)
    }
  }
}
