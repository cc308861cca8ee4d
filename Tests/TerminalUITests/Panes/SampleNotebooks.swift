import Notebook
import TerminalUI

/// Notebooks to look at.
enum SampleNotebooks {
  /// The room inside the notebook's border on an 80×24 screen, a narrow and tall one, and a wide one.
  static let insides = [Size(columns: 78, rows: 17), Size(columns: 60, rows: 30), Size(columns: 110, rows: 50)]

  static func entry(
    _ document: inout Document, _ text: String, _ answers: [Entry.Answer] = [], status: Entry.Status = .done,
    number: Int? = nil
  ) -> Int {
    let id = document.append(.commands, text)
    document.change(id) { entry in
      entry.answers = answers
      entry.status = status
      entry.number = status == .fresh || status == .queued ? nil : number ?? id
    }
    return id
  }

  /// One of everything.
  static var mixed: Document {
    var document = Document()
    document.append(
      .prose,
      """
      # Why does a plain RNN forget?

      The gradient is a **product** of Jacobians, one for each time step: where their `spectral` radius lies under one \
      it *fades*. See [Bengio 1994](https://doi.org/10.1109/72.279181).

      - first unroll it, and look at weight_ih_l0
      - then raise the radius
        1. to `1.1`

      ```
      spectral rnn1 1.1   # watch
      ```
      > Long-term dependencies are hard.
      """)
    _ = entry(&document, "data adding length=50", [.output(.text("1,000 sequences of 50 time steps, 2 values each"))])
    _ = entry(
      &document, "add rnn 64 activation=tanh   # small",
      [
        .output(.table(Samples.models)),
        .warning("the data has no validation part, so nothing stops the training early"),
      ])
    _ = entry(
      &document, "for kind in [\"rnn\", \"lstm\"] {\n  add (kind) 64\n}",
      [
        .failure(
          "entry 4:1:5: error: no layer kind is called 'lstn'; did you mean 'lstm'?\n  add lstn 64\n      ^^^^")
      ], status: .failed)
    _ = entry(&document, "show gradients", [.output(.line(Samples.gradientNorms)), .output(.heat(Samples.hidden))])
    _ = entry(&document, "train steps=1000", status: .interrupted)
    _ = entry(&document, "evaluate", [.output(.note("on the test part"))], status: .stale)
    _ = entry(&document, "goto 17", status: .queued)
    _ = entry(&document, "sample 200 prime=\"漢字 e\u{301}\"", status: .fresh)
    return document
  }

  /// A screen whose notebook pane has exactly this room inside its border, and nothing else beside it.
  static func state(
    _ document: Document, inside: Size, characters: TerminalUI.CharacterSet = .unicode, activity: Activity? = nil
  ) -> AppState {
    var state = AppState(size: Size(columns: inside.columns + 2, rows: inside.rows + 6), characters: characters)
    if inside.columns >= 98 { _ = state.press(KeyPress(.function(2))) }
    show(document, &state, activity: activity)
    return state
  }

  static func show(_ document: Document, _ state: inout AppState, activity: Activity? = nil) {
    var snapshot = SessionSnapshot()
    snapshot.document = document
    snapshot.activity = activity
    snapshot.jobsTaken = .max
    _ = update(&state, .session(snapshot))
  }

  /// The pane's rows with its border.
  static func pane(_ state: AppState) -> [String] { Array(render(state).text.dropFirst().dropLast(3)) }

  /// The rows inside the border, without it.
  static func inside(_ state: AppState) -> [String] {
    pane(state).dropFirst().dropLast().map { row in
      var text = String(row.dropFirst().dropLast())
      while text.last == " " { text.removeLast() }
      return text
    }
  }
}
