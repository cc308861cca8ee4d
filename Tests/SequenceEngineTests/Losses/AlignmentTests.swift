import Glibc
import SequenceEngine
import Testing

@Suite("Labels without places in time (CTC)")
struct AlignmentTests {
  private static let steps = 5
  private static let classes = 2
  private static let width = classes + 1

  /// Logits of no special values; [T, C + 1]
  private static let logits = (0..<steps * width).map { sin(Double($0 * $0 + 1)) * 2 }

  private func logs(_ logits: [Double]) -> [Double] {
    Alignment.logSoftmax(steps: Self.steps, width: Self.width) { t, k in logits[t * Self.width + k] }
  }

  /// −ln of the probabilities of all paths that become the labels, one path after another.
  private func naive(_ logits: [Double], _ labels: [Int32]) -> Double {
    let logs = logs(logits)
    var sum = 0.0
    for number in 0..<Int(pow(Double(Self.width), Double(Self.steps))) {
      var (rest, weight, path) = (number, 0.0, [Int32]())
      for t in 0..<Self.steps {
        let symbol = rest % Self.width
        rest /= Self.width
        weight += logs[t * Self.width + symbol]
        path.append(Int32(symbol))
      }
      var (joined, last) = ([Int32](), Int32(-1))
      for symbol in path {
        if symbol != last, symbol != Self.classes { joined.append(symbol) }
        last = symbol
      }
      if joined == labels { sum += exp(weight) }
    }
    return -log(sum)
  }

  private static let sequences: [[Int32]] = [[0], [1], [0, 1], [1, 1], [0, 0, 1], [0, 1, 0, 1], [1, 1, 1]]

  @Test("the loss is that of all paths taken one by one", arguments: sequences)
  func allPaths(_ labels: [Int32]) {
    let alignment = Alignment(logs(Self.logits), steps: Self.steps, width: Self.width, labels: labels)
    #expect(abs(alignment.loss - naive(Self.logits, labels)) < 1e-12)
  }

  @Test("the probabilities of all label sequences add up to one")
  func allLabels() {
    var sum = 0.0
    var sequences: [[Int32]] = [[]]
    for _ in 0...Self.steps {
      for labels in sequences {
        sum += exp(-Alignment(logs(Self.logits), steps: Self.steps, width: Self.width, labels: labels).loss)
      }
      sequences = sequences.flatMap { own in (0..<Int32(Self.classes)).map { own + [$0] } }
    }
    #expect(abs(sum - 1) < 1e-12)
  }

  @Test("the gradient is the slope of the loss, padded rows have none", arguments: sequences)
  func gradient(_ labels: [Int32]) throws {
    // Row 0 has all time steps, row 1 the first three.
    let (rows, width, steps) = (2, Self.width, Self.steps)
    let short: [Int32] = [1, 0]
    func run(_ values: [Double]) -> (LossResult, [Double]) {
      let pointers = (0..<2).map { _ in UnsafeMutablePointer<Double>.allocate(capacity: values.count) }
      defer { pointers.forEach { $0.deallocate() } }
      for (i, value) in values.enumerated() { (pointers[0][i], pointers[1][i]) = (value, .nan) }
      var runner = LossRunner<Double>(.ctc)
      let tally = runner.run(
        SequenceValues(values: pointers[0], gradients: pointers[1], width: width),
        Frame(steps: steps, rows: rows, lengths: [steps, 3]), target: .labels([labels, short]))
      return (tally.result, values.indices.map { pointers[1][$0] })
    }
    let logits = (0..<steps * rows * width).map { cos(Double($0 * 3 + 1)) * 1.5 }
    let (result, gradient) = run(logits)
    #expect(result.count == labels.count + 2)
    let largest = gradient.map(abs).max() ?? 0
    for place in logits.indices {
      var moved = logits
      moved[place] += 1e-6
      let above = run(moved).0.mean
      moved[place] -= 2e-6
      let slope = (above - run(moved).0.mean) / 2e-6
      #expect(abs(slope - gradient[place]) <= 1e-6 * max(abs(slope), abs(gradient[place])) + 1e-8 * largest)
    }
    for t in 3..<steps { for k in 0..<width { #expect(gradient[(t * rows + 1) * width + k] == 0) } }
  }

  @Test("labels that cannot lie on so few time steps have no probability and no gradient")
  func tooMany() {
    // Two equal labels need a blank between them: 1 1 1 needs five steps, 1 1 1 1 seven.
    #expect(Alignment(logs(Self.logits), steps: 5, width: Self.width, labels: [1, 1, 1]).loss.isFinite)
    let none = Alignment(logs(Self.logits), steps: 5, width: Self.width, labels: [1, 1, 1, 1])
    #expect(none.loss == .infinity && none.shares.isEmpty)
  }

  @Test("the likeliest path: neighbours joined, blanks left out")
  func bestPath() {
    let path = [2, 0, 0, 2, 0, 1, 1, 2]
    let scores = path.flatMap { best in (0..<3).map { $0 == best ? 1.0 : 0 } }
    #expect(Alignment.bestPath(scores, steps: path.count, width: 3) == [0, 0, 1])
  }

  @Test(
    "the distance counts what is inserted, left out and replaced",
    arguments: [
      ([1, 2, 3], [1, 2, 3], 0), ([1, 2, 3], [1, 3], 1), ([], [4, 5], 2), ([1, 2, 3, 4], [2, 3, 5, 4], 2),
    ]
      as [([Int32], [Int32], Int)])
  func distance(_ a: [Int32], _ b: [Int32], _ expected: Int) { #expect(Alignment.distance(a, b) == expected) }
}
