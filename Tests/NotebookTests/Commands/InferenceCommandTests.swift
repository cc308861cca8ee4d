import Foundation
import Notebook
import Testing

@Suite("Using a trained model")
struct InferenceCommandTests: TrainedTalks {
  let folder: ScriptFolder

  init() throws { folder = try ScriptFolder() }

  // MARK: Forecasts

  @Test("a level adds an interval to each step, a band to the picture, and what the test part says of it")
  func intervals() throws {
    let talk = Conversation()
    talk.say("split train=0.6 valid=0.2 test=0.2; data csv \"\(try wave(400))\" window=8")
    talk.say("model m; add rnn 6; add dense; optimizer adam rate=0.01; train steps=60")
    talk.say("forecast 4")
    let plain = numbers(table(talk), 1)
    let said = talk.say("forecast 4 level=0.9")
    let own = table(talk)
    #expect(own?.columns.map(\.name) == ["step", "y", "from", "to", "held in test"])
    #expect(numbers(own, 1) == plain)
    for row in 0..<4 {
      let (value, low, high) = (
        numbers(own, 1)[row] ?? .nan, numbers(own, 2)[row] ?? .nan, numbers(own, 3)[row] ?? .nan
      )
      #expect(low < high && low < value + 3 && high > value - 3)
    }
    #expect(
      said.contains("90% intervals from the errors of 72 forecasts of the validation part; on the test part they held"))
    let charts = talk.outputs.compactMap { if case .line(let chart) = $0 { chart } else { nil } }
    let band = try #require(charts.last?.bands.first)
    #expect(band.x == [1, 2, 3, 4] && band.lower == numbers(own, 2).map { $0 ?? .nan })
    #expect(charts.last?.series.map(\.name) == ["seen", "y"])
    let fields = try #require(record(talk, "forecast")).fields
    #expect(fields.map(\.name) == ["names", "values", "level", "low", "high", "source", "held"])
    // Seventy-two windows are too few for 199 errors, and far ahead there are fewer and fewer.
    #expect(
      talk.say("forecast 4 level=0.99").contains(
        "no 99% interval: it takes the errors of 199 forecasts, and the validation part gives 72"))
    #expect(talk.say("forecast 60 level=0.9").contains("no interval behind step 54"))
    #expect(talk.say("forecast 4 level=1.5").contains("level is a share between 0 and 1"))
    talk.say("split train=1")
    #expect(talk.say("forecast 2 level=0.5").contains("too narrow"))
  }

  // MARK: Beams

  @Test("a beam writes the likeliest text that it found, and its tree says what was dropped")
  func beam() throws {
    let talk = Conversation()
    talk.say("data text \"\(try folder.write("text.txt", String(repeating: "abab abba ", count: 60)))\" window=20")
    talk.say("model m; add gru 8; add dense; optimizer adam rate=0.02; train steps=40")
    let greedy = talk.say("sample 6 prime=\"ab\" temperature=0")
    #expect(talk.say("sample 6 prime=\"ab\" beam=1").contains(greedy))
    let said = talk.say("sample 6 prime=\"ab\" beam=3 tree")
    let sums = numbers(table(talk), 1).compactMap { $0 }
    #expect(sums.count == 3 && sums == sums.sorted(by: >))
    #expect(said.contains("number 1") && said.contains("number 3"))
    // The best of three is at least as likely as the greedy one.
    guard case .list(let all)? = record(talk, "beam")?.fields.first(where: { $0.name == "log_probabilities" })?.value,
      case .number(let best)? = all.first
    else {
      Issue.record("no record")
      return
    }
    talk.say("sample 6 prime=\"ab\" beam=1")
    #expect(best >= (numbers(table(talk), 1)[0] ?? .nan) - 1e-12)
    // A model that has learned nothing finds all symbols about equally likely, so some beginnings come to nothing.
    talk.say("model fresh; add gru 8; add dense")
    #expect(talk.say("sample 8 beam=2 tree").contains(" behind symbol "))
    #expect(talk.say("sample 6 beam=3 temperature=0.5").contains("a beam draws nothing"))
    #expect(talk.say("sample 6 tree").contains("tree shows a beam"))
    #expect(talk.say("sample 6 beam=65").contains("beam goes from 1 to 64"))
  }

  // MARK: Whole sequences

  @Test("taggers and cloze models that read both ways predict")
  func bothWays() throws {
    let talk = Conversation()
    talk.say("data cloze \"\(try folder.write("text.txt", String(repeating: "abcd", count: 100)))\" window=5")
    talk.say("model m; add embedding 4; add gru 6 bidirectional; add dense; optimizer adam rate=0.02; train steps=80")
    let said = talk.say("predict \"ab<mask>da\"")
    let bars = talk.outputs.compactMap { if case .bars(let chart) = $0 { chart } else { nil } }
    #expect(bars.last?.bars.first?.name == "c", "\(said)")
    let classes = record(talk, "predict")?.fields.first { $0.name == "classes" }?.value
    #expect(classes.map { if case .list(let names) = $0 { names.first == .text("c") } else { false } } == true)

    let tagger = Conversation()
    let tags = String(repeating: "a X\nb Y\nc X\n\nb Y\na X\n\n", count: 5)
    tagger.say("split train=1; data tagged \"\(try folder.write("tags.tsv", tags))\"")
    tagger.say(
      "model m; add embedding 4; add lstm 6 bidirectional; add dense; optimizer adam rate=0.05; train steps=40")
    tagger.say("predict \"a b c\"")
    #expect(words(table(tagger), 1) == ["X", "Y", "X"])
  }

  @Test("a target of its own at every step is answered step by step")
  func steps() {
    let talk = Conversation()
    talk.say("data inline [[0, 1, 1], [1, 0, 1]] target=[[0, 1, 1], [1, 0, 1]] targets=classes")
    talk.say("model m; add rnn 5 bidirectional; add dense; optimizer adam rate=0.05; train steps=150")
    talk.say("predict [1, 0, 1]")
    #expect(table(talk)?.columns.map(\.name) == ["t", "class", "probability"])
    #expect(words(table(talk), 1) == ["class 1", "class 0", "class 1"])
  }

  @Test("bits that were learned under another loss than binary cross-entropy are no logits")
  func bitsWithoutLogits() {
    let talk = Conversation()
    talk.say("data echo length=6 lag=0; model m; add dense activation=sigmoid; loss mse")
    talk.say("optimizer adam rate=0.1; train steps=150")
    talk.say("predict [1, 0, 1, 1, 0, 0]")
    #expect(words(table(talk), 1) == ["1", "0", "1", "1", "0", "0"])
    for (probability, bit) in zip(numbers(table(talk), 2), [1.0, 0, 1, 1, 0, 0]) {
      #expect(abs((probability ?? .nan) - bit) < 0.25)
    }
    talk.say("stream start; feed [[1], [0], [1]]")
    #expect(words(table(talk), 2) == ["1", "0", "1"])
  }

  // MARK: Streams

  @Test("a stream answers each input as the sequence so far is answered, and refuses what reads ahead")
  func stream() throws {
    let talk = Conversation()
    #expect(talk.say("stream").contains("there is no data yet") || talk.say("stream").contains("no stream is running"))
    talk.say("data inline [[0.5, 1, 0.2, 0.7], [1, 0, 1, 0]]")
    talk.say("model m; add lstm 4; add dense; train steps=5")
    #expect(talk.say("feed [1]").contains("no stream is running"))
    #expect(talk.say("stream start").contains("it keeps 9 numbers (72 bytes)"))
    var fed: [Double] = []
    for value in [0.3, 0.9, 0.1] {
      talk.say("feed [\(value)]")
      fed.append(numbers(table(talk), 2)[0] ?? .nan)
    }
    let whole = Double(talk.say("predict [0.3, 0.9, 0.1]")) ?? .nan
    #expect(abs(fed[2] - whole) < 1e-4)
    // The same in one command, after a training that a stream under way does not see.
    talk.say("stream start; train steps=5; feed [[0.3], [0.9], [0.1]]")
    #expect(numbers(table(talk), 2).map { $0 ?? .nan } == fed)
    #expect(numbers(table(talk), 0) == [1, 2, 3])
    #expect(talk.say("stream stop").contains("ends after 3 inputs"))
    talk.say(
      "data inline [[0.5, 1], [1, 0]] target=[0, 1] targets=classes; model both; add lstm 3 bidirectional; add dense")
    #expect(talk.say("stream start").contains("it reads what is yet to come"))
  }
}
