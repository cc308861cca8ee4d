import SequenceEngine
import Testing

@Suite("What a part of the data is scored by")
struct ScoreTests {
  private let folder: TemporaryFolder
  private let ending = LayerKind.dense(units: nil, activation: .identity)

  init() throws { folder = try TemporaryFolder() }

  private func bleu(_ pairs: [([Int32], [Int32])]) -> Double? {
    var corpus = CorpusBLEU()
    for (text, reference) in pairs { corpus.add(text, reference: reference) }
    return corpus.score
  }

  // MARK: BLEU

  @Test("BLEU of the paper's own examples")
  func paper() throws {
    // "the the the the the the the" against "the cat is on the mat": a modified unigram precision of 2/7, no bigram.
    #expect(bleu([([1, 1, 1, 1, 1, 1, 1], [1, 2, 3, 4, 1, 5])]) == 0)
    #expect(bleu([([1, 2, 3, 4, 1, 5], [1, 2, 3, 4, 1, 5])]) == 1)
    // Precisions 5/6, 3/5, 2/4, 1/3: one symbol of six is another, and the lengths agree.
    let one = try #require(bleu([([1, 9, 3, 4, 1, 5], [1, 2, 3, 4, 1, 5])]))
    let expected = (5.0 / 6 * 3 / 5 * 2 / 4 * 1 / 3).squareRoot().squareRoot()
    #expect(abs(one - expected) < 1e-12)
  }

  @Test("a text that is too short is punished by exp(1 − r/c), one that is too long by its precision")
  func brevity() throws {
    let reference: [Int32] = [1, 2, 3, 4, 5, 6, 7, 8]
    let short = try #require(bleu([(Array(reference[..<6]), reference)]))
    #expect(abs(short - Double.exponential(1 - 8.0 / 6)) < 1e-12)
    let long = try #require(bleu([(reference + [9, 9], reference)]))
    #expect(abs(long - (8.0 / 10 * 7 / 9 * 6 / 8 * 5 / 7).squareRoot().squareRoot()) < 1e-12)
  }

  @Test("a corpus is counted as one: neither the order of its texts nor their own scores matter")
  func corpus() throws {
    let random = CounterRandom(seed: 4, stream: .data)
    let pairs = (0..<20).map { number -> ([Int32], [Int32]) in
      let own = random.keyed(number)
      let reference = (0..<4 + number % 5).map { Int32(own.integer($0, below: 3)) }
      return (reference.indices.map { own.uniform(100 + $0) < 0.3 ? 2 : reference[$0] } + [0], reference)
    }
    let score = try #require(bleu(pairs))
    #expect(bleu(pairs.reversed()) == score)
    // The same by counting every gram as a text of its own.
    var mean = 0.0
    for n in 1...4 {
      var (matched, all) = (0, 0)
      for (text, reference) in pairs {
        func grams(_ own: [Int32]) -> [String] {
          own.count < n ? [] : (0...own.count - n).map { "\(own[$0..<$0 + n].map { "\($0)" })" }
        }
        var left = grams(reference)
        for gram in grams(text) {
          all += 1
          guard let place = left.firstIndex(of: gram) else { continue }
          left.remove(at: place)
          matched += 1
        }
      }
      mean += Double.logarithm1p(Double(matched) / Double(all) - 1) / 4
    }
    #expect(abs(score - Double.exponential(mean)) < 1e-12)
    #expect(score > 0 && score < 1)
  }

  @Test("orders that no reference has are left out, and nothing has no score")
  func shortReferences() {
    #expect(bleu([([1, 2], [1, 2])]) == 1)
    #expect(bleu([([], [1])]) == 0)
    #expect(bleu([([1], [])]) == nil)
    #expect(bleu([]) == nil)
  }

  // MARK: Numbers

  @Test("RMSE, MAE and MASE of a series are those of the formulas, each column's in its own units")
  func series() throws {
    let rows = (0..<120).map { (row: Int) -> Double in Double(row * 7 % 11) + Double(row) / 10 }
    let lines = ["a,b"] + rows.enumerated().map { "\($0.element),\(100 * Double($0.offset % 4))" }
    let path = try folder.write("s.csv", lines.joined(separator: "\n"))
    var options = SeriesOptions()
    (options.window, options.horizon) = (5, 2)
    options.columns = ["a", "b"]
    options.target = ["a", "b"]
    let data = try Dataset(.csv(path: path, options), batch: BatchSettings(size: 8))
    let model = Models.description([Models.recurrent(BuiltInCells.gru, 4), ending])
    let state = try ModelState(model, for: data.shape, seed: 1)
    var settings = TrainingSettings()
    settings.precision = .double
    let score = try Trainer(state, data, settings).evaluate(.test)
    var (squares, absolute, count) = ([0.0, 0.0], [0.0, 0.0], 0.0)
    let scales = try #require(data.normalisation).targets.map(\.scale)
    for index in 0..<(data.count(.test) ?? 0) {
      let example = try data.example(.test, index)
      let pass = try RecordedPass(
        model, state.parameters, shape: data.shape, loss: .meanSquared, example: example)
      guard case .vectors(let values, _) = example.target else { continue }
      for d in 0..<2 {
        let error = (pass.output.at(1)[d] - values[d]) * scales[d]
        squares[d] += error * error
        absolute[d] += abs(error)
      }
      count += 1
    }
    let training = 0..<96
    func naive(_ value: (Int) -> Double) -> Double {
      training.dropFirst().reduce(0) { $0 + abs(value($1) - value($1 - 1)) } / Double(training.count - 1)
    }
    let scaled = [naive { rows[$0] }, naive { 100 * Double($0 % 4) }]
    let columns = try #require(score.columns)
    #expect(columns.map(\.name) == ["a", "b"])
    for (d, column) in columns.enumerated() {
      #expect(abs(column.rootMeanSquare / (squares[d] / count).squareRoot() - 1) < 1e-10)
      #expect(abs(column.meanAbsolute / (absolute[d] / count) - 1) < 1e-10)
      #expect(abs((column.scaledAbsolute ?? .nan) / (absolute[d] / count / scaled[d]) - 1) < 1e-10)
    }
    let mean = (absolute[0] / scaled[0] + absolute[1] / scaled[1]) / (2 * count)
    #expect(abs((score.scaledAbsolute ?? .nan) / mean - 1) < 1e-10)
    // What is measured in different units is not added up.
    #expect(score.rootMeanSquare == nil && score.meanAbsolute == nil)
    #expect(score.f1 == nil && score.perplexity == nil && score.bleu == nil)
  }

  @Test("the naive forecast one row ahead has a MASE of about one, by its definition on its own rows")
  func naive() throws {
    let lines = ["a"] + (0..<60).map { "\(($0 * 5) % 7)" }
    var options = SeriesOptions()
    (options.window, options.horizon) = (1, 1)
    options.normalisation = .none
    let data = try Dataset(
      .csv(path: try folder.write("s.csv", lines.joined(separator: "\n")), options), split: .undivided)
    // A linear cell that puts out what it reads.
    let layers = [
      Models.recurrent(BuiltInCells.rnn, 1) { $0.options = ["activation": .function("identity")] }, ending,
    ]
    var state = try ModelState(Models.description(layers), for: data.shape, seed: 1)
    for parameter in try ModelPlan(state.description, for: data.shape).parameters {
      for i in parameter.range { state.parameters[i] = parameter.role == .input ? 1 : 0 }
    }
    let score = try Trainer(state, data, TrainingSettings()).evaluate(.train)
    #expect(abs((score.scaledAbsolute ?? 0) - 1) < 1e-6)
    let adding = try Dataset(.generated(.adding(length: 4), count: 20))
    let other = try ModelState(Models.description(layers), for: adding.shape, seed: 1)
    let plain = try Trainer(other, adding, TrainingSettings()).evaluate(.test)
    #expect(plain.scaledAbsolute == nil && plain.meanAbsolute ?? 0 > 0)
  }

  // MARK: Classes

  @Test("F1 is the mean over classes, however rare; of bits that of the ones")
  func classes() throws {
    let lengths = [3, 5, 4, 2, 5, 4]
    let input = lengths.enumerated().map { row, length in
      (0..<length).map { [Double((row * 5 + $0 * 3) % 7) - 3] }
    }
    let wanted = lengths.enumerated().map { row, length in (0..<length).map { (row + $0 * $0) % 5 % 3 } }
    let data = try Dataset(.inline(InlineSequences(input: input, target: .classPerStep(wanted))))
    let model = Models.description([Models.recurrent(BuiltInCells.gru, 6), ending])
    let trainer = try Trainer(try ModelState(model, for: data.shape, seed: 3), data, TrainingSettings())
    for _ in 0..<30 { _ = try trainer.advance() }
    var table = [[Int]](repeating: [0, 0, 0], count: 3)
    for row in lengths.indices {
      let pass = try RecordedPass(
        model, trainer.parameters, shape: data.shape, loss: .crossEntropy, example: data.example(.train, row))
      for t in 0..<lengths[row] {
        let logits = pass.output.at(t + 1)
        table[wanted[row][t]][logits.firstIndex(of: logits.max() ?? 0) ?? 0] += 1
      }
    }
    let each = (0..<3).compactMap { c -> Double? in
      let (asked, answered) = (table[c].reduce(0, +), table.reduce(0) { $0 + $1[c] })
      guard asked + answered > 0 else { return nil }
      guard table[c][c] > 0 else { return 0 }
      let (precision, recall) = (Double(table[c][c]) / Double(answered), Double(table[c][c]) / Double(asked))
      return 2 * precision * recall / (precision + recall)
    }
    #expect(abs((trainer.evaluate(.train).f1 ?? .nan) - each.reduce(0, +) / Double(each.count)) < 1e-12)

    let parity = try Dataset(.generated(.parity(length: 6), count: 40))
    let state = try ModelState(model, for: parity.shape, seed: 3)
    let score = try Trainer(state, parity, TrainingSettings()).evaluate(.test)
    #expect((0...1).contains(score.f1 ?? -1))
    let path = try folder.write("t.txt", String(repeating: "abcd", count: 50))
    let text = try Dataset(.text(path: path, TextOptions(window: 5)))
    let reader = try Trainer(try ModelState(model, for: text.shape, seed: 1), text, TrainingSettings()).evaluate(.test)
    #expect(reader.f1 == nil)
    #expect(abs((reader.bits ?? 0) * 0.693147180559945309 - reader.loss) < 1e-12)
  }
}
