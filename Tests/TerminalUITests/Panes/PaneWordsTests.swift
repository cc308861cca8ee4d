import Notebook
import TerminalUI
import Testing

@Suite("Panes in words")
struct PaneWordsTests {
  private static let full: AppState = {
    var state = SampleStates.training(Size(columns: 120, rows: 36))
    var document = Document()
    _ = SampleNotebooks.entry(&document, "show gradients", [.output(.line(Samples.gradientNorms))])
    var snapshot = state.snapshot
    snapshot.document = document
    snapshot.views.take(.diagnosis(DoctorPaneTests.diagnosis))
    snapshot.views.take(.ledgers([SampleLedgers.losses()]))
    _ = update(&state, .session(snapshot))
    return state
  }()

  @Test("every pane says in sentences what it shows", arguments: PaneName.allCases)
  func full(_ name: PaneName) {
    let words = name.words(Self.full)
    #expect(words.contains { $0.contains(where: \.isNumber) }, "\(name): \(words)")
  }

  @Test("an empty pane says what would fill it", arguments: PaneName.allCases)
  func empty(_ name: PaneName) {
    let words = name.words(AppState(size: Size(columns: 80, rows: 24)))
    #expect(words.count == 1 && words[0].hasSuffix("."), "\(name): \(words)")
  }

  @Test("trend, range, the first step under the line and the largest are told")
  func content() {
    let unrolled = PaneName.unrolled.words(Self.full).joined(separator: "\n")
    #expect(unrolled.contains("rises"))
    #expect(unrolled.contains("under vanishing 1e-6 before t 12"))
    let training = PaneName.training.words(Self.full).joined(separator: "\n")
    #expect(training.contains("baseline 0.167"))
    #expect(training.contains("dense2 is largest"))
  }

  @Test(
    "w in a pane shows its words in a box, which any key closes",
    arguments: [Size(columns: 40, rows: 10), Size(columns: 120, rows: 36)])
  func box(_ size: Size) {
    var state = SampleStates.training(size)
    _ = state.press(KeyPress(.function(3)), KeyPress(.function(6)))
    _ = state.press(KeyPress(.character("w")))
    #expect(render(state).text.joined().contains("in words"))
    _ = state.press(KeyPress(.down))
    #expect(render(state).text.joined().contains("in words"))
    _ = state.press(KeyPress(.escape))
    #expect(!render(state).text.joined().contains("in words"))
    #expect(state.screen.focus != nil)
  }
}
