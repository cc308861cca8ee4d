import Notebook
import TerminalUI

/// What a notebook of 2,000 entries costs: a frame while an answer grows, one anywhere on the way up, and a letter more
/// in a search through all of it.
struct NotebookFigures {
  private static let entries = 2000
  private static let size = Size(columns: 200, rows: 60)

  func measure() -> [Figure] {
    let document = Self.document
    let note = "\(NumberFormat.integer.text(Double(Self.entries))) entries"
    return [
      Figure(
        name: "a frame of a long notebook while an answer comes", value: median(growing(document)), goal: 4, unit: "ms",
        note: note),
      Figure(
        name: "a frame of a long notebook while it is scrolled, the worst", value: scrolling(document).max() ?? .nan,
        goal: 4, unit: "ms", note: note),
      Figure(
        name: "a letter of a search through a long notebook, the worst", value: searching(document).max() ?? .nan,
        goal: 16, unit: "ms", note: note),
    ]
  }

  /// A word more in the last answer, taken in and drawn.
  private func growing(_ document: Document) -> [Double] {
    var (state, document) = (opened(document), document)
    let last = document.entries.count
    return (0..<60).map { round in
      document.change(last) { $0.answers.append(.output(.text("round \(round)"))) }
      var snapshot = SessionSnapshot()
      snapshot.document = document
      return milliseconds(.session(snapshot), &state)
    }
  }

  /// From the end to the first entry and back, page by page, and by the keys that go to the ends.
  private func scrolling(_ document: Document) -> [Double] {
    var state = opened(document)
    // The first frame of a state pays for what every state needs.
    _ = milliseconds(.key(KeyPress(.pageUp)), &state)
    var times: [Double] = []
    for key in [Key.pageUp, .pageDown] {
      for _ in 0..<150 { times.append(milliseconds(.key(KeyPress(key)), &state)) }
    }
    _ = update(&state, .key(KeyPress(.function(6))))
    for key in [Key.home, .end, .up] { times.append(milliseconds(.key(KeyPress(key)), &state)) }
    return times
  }

  private func searching(_ document: Document) -> [Double] {
    var state = opened(document)
    _ = milliseconds(.key(KeyPress(.pageUp)), &state)
    let presses =
      [KeyPress(.character("/"), .alt)] + "gradient".map { KeyPress(.character($0)) } + [KeyPress(.enter)]
      + [KeyPress](repeating: KeyPress(.character("n")), count: 20)
    return presses.map { milliseconds(.key($0), &state) }
  }

  private func milliseconds(_ event: Event, _ state: inout AppState) -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    _ = update(&state, event)
    let frame = render(state)
    let time = (clock.now - start) / .milliseconds(1)
    precondition(frame.size == Self.size)
    return time
  }

  private func opened(_ document: Document) -> AppState {
    var state = AppState(size: Self.size)
    var snapshot = SessionSnapshot()
    snapshot.document = document
    _ = update(&state, .session(snapshot))
    _ = update(&state, .key(KeyPress(.function(2))))
    _ = render(state)
    return state
  }

  private func median(_ times: [Double]) -> Double { times.sorted()[times.count / 2] }

  /// Texts, tables and pictures as a long session has them.
  private static var document: Document {
    var document = Document()
    let wave = (0..<200).map { 1 / Double($0 + 1) }
    for number in 1...entries {
      let id = document.append(number % 9 == 0 ? .prose : .commands, "train steps=\(number)  # the gradient, again")
      let answers: [Entry.Answer] =
        switch number % 5 {
        case 0: [.output(.line(LineChart("loss", xLabel: "update", series: [.init("loss", y: wave)])))]
        case 1:
          [
            .output(
              .table(
                Table(
                  "models", columns: [.init("name"), .init("loss", .number)],
                  rows: (0..<6).map { [.text("model \($0)"), .number(wave[$0])] })))
          ]
        default: [.output(.text("loss 0.167\ngradient norm 3.1e-4\nhorizon: halves every 3.1 steps"))]
        }
      document.change(id) { entry in
        guard entry.kind == .commands else { return }
        entry.answers = answers
        entry.status = .done
        entry.number = number
      }
    }
    return document
  }
}
