import Notebook
import Script
import TerminalUI
import Testing

@Suite("Every picture has words")
struct PictureWordsTests {
  /// Every form of `show` as the command table has it, so that a new one is looked at as well.
  private static var questions: [String] {
    CommandRegistry.table.command("show")?.forms.flatMap { form -> [String] in
      guard let first = form.arguments.first else { return [] }
      switch first.type {
      case .keyword(let word): return ["show \(word)\(arguments[word] ?? "")"]
      case .keywords(let words): return words.map { "show \($0)\(arguments[$0] ?? "")" }
      case .word(let vocabulary): return (vocabulary.choices ?? []).map { "show \($0)" }
      default: return ["show"]
      }
    } ?? []
  }

  /// What a question needs besides.
  private static let arguments = ["neurons": " t=1..4"]

  private func talk(_ question: String) -> Conversation {
    let talk = Conversation()
    if question.contains("attention") {
      talk.say("data dates; batch 8; model m; encoder; add embedding 4; add gru 6; decoder; add embedding 4")
      talk.say("add attention additive; add gru 6; add dense")
    } else {
      talk.say("data adding length=8; model a; add lstm 4; add dense")
    }
    if question.contains("sweep") { talk.say("sweep r in [0.5, 1] { spectral 1 (r); train steps=1; report loss }") }
    talk.say("train steps=2; unroll")
    return talk
  }

  @Test("as=text answers every question of show in sentences, and draws nothing", arguments: questions)
  func show(_ question: String) {
    let talk = talk(question)
    let before = talk.outputs.count
    let said = talk.say("\(question) as=text")
    #expect(!said.contains("error"), "\(question): \(said)")
    let answers = talk.outputs.dropFirst(before)
    #expect(!answers.isEmpty, "\(question): \(said)")
    for answer in answers {
      switch answer {
      case .text, .note, .words: break
      default: Issue.record("\(question) as=text draws: \(answer)")
      }
      #expect(answer.words.contains { $0.contains(where: \.isLetter) }, "\(question)")
    }
  }

  @Test("every as= that chooses a drawing offers text as well")
  func everyForm() {
    for command in CommandRegistry.table.commands {
      for option in command.forms.flatMap(\.options) where option.name == "as" {
        guard case .word(let vocabulary) = option.type, let choices = vocabulary.choices else { continue }
        let draws = choices.contains { ["heatmap", "bars"].contains($0) }
        #expect(!draws || choices.contains("text"), "\(command.verb)")
      }
    }
  }

  @Test("every kind of output has words, and an export puts them in the picture's place", arguments: SamplePictures.all)
  func exports(_ sample: SamplePictures) {
    #expect(sample.output.words.contains { $0.contains(where: \.isLetter) })
    guard let picture = sample.output.inlineSVG else { return }
    let about = picture.split(separator: "<desc>").dropFirst().first?.split(separator: "</desc>").first ?? ""
    #expect(about.contains { $0.isLetter }, "\(sample.name)")
  }

  @Test("of several curves the largest is named, and the first step under a line")
  func largest() {
    let chart = LineChart(
      xLabel: "t", series: [.init("rnn", y: [1, 0.1, 0.001]), .init("lstm", y: [1, 0.9, 0.8])],
      references: [ReferenceLine("limit", at: 0.01)])
    let words = Output.line(chart).words
    #expect(words[0].contains("first under limit 0.01 at t 3"))
    #expect(words.last == "at its end lstm is largest with 0.8, rnn least with 0.001")
  }
}
