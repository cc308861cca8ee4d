import Notebook
import Testing

@Suite("plot, table and timing")
struct ListCommandTests {
  private func charts(_ text: String) -> [LineChart] {
    let recorder = Recorder()
    #expect(recorder.run(text) == .done, "\(recorder.errors)")
    return recorder.events.compactMap { if case .output(.line(let chart)) = $0 { chart } else { nil } }
  }

  @Test("a curve for each list, named as it is written or as NAME= says, over 1, 2, 3 … or over what over= says")
  func plotted() {
    let plain = charts("let xs = [1, 4, 9]; plot xs [2, 3] half=xs")
    #expect(plain.first?.series.map(\.name) == ["xs", "[2, 3]", "half"])
    #expect(plain.first?.series[0].points.map(\.x) == [1, 2, 3])
    #expect(plain.first?.series[1].points.map(\.y) == [2, 3])
    let over = charts("plot [1, nan, 9] over=0.5..1.5 by 0.5 log")
    #expect(over.first?.series.first?.points.map(\.x) == [0.5, 1, 1.5])
    #expect(over.first?.yScale == .log10)
    #expect(charts("let m = [[1, 2], [3, 4, 5]]; plot m").first?.series.map(\.name) == ["m[1]", "m[2]"])
  }

  @Test("columns of a table are lists; a list of lists is shown row by row")
  func tables() {
    let recorder = Recorder()
    recorder.run("let loss_of = [0.5, nan, 2]; table loss_of kind=[\"rnn\", \"lstm\"] as=csv")
    #expect(recorder.lines == ["loss_of,kind", "0.5,rnn", "nan,lstm", "2,"])
    recorder.run("table [[1, 2], [3]] as=csv")
    #expect(recorder.lines == ["1,2", "1,2", "3,"])
    recorder.run("table [1, 2]")
    #expect(recorder.tables.first?.columns.map(\.kind) == [.number])
  }

  @Test(arguments: [
    ("plot", "plot needs at least one list; for example: plot [1, 4, 9]"),
    ("plot [1, 2] over=[1]", "'[1, 2]' has 2 values and over= has 1; both are as long as each other"),
    ("plot [1, \"a\"]", "a curve has numbers, and among these is a text: \"a\""),
    ("plot a=b", "no variable, measure or layer is called 'b'"),
    (
      "table 3",
      "table takes lists, and '3' is a number; gather values in one: let xs = []; for … { let xs = xs + [3] }; table xs"
    ),
  ])
  func refused(_ text: String, _ message: String) {
    let recorder = Recorder()
    #expect(recorder.run(text) == .failed)
    #expect(recorder.errors == [message])
  }

  @Test("timing runs any command, and tells its time also when it fails")
  func timed() {
    let clock = Desk.Clock()
    let environment = SessionEnvironment(now: {
      Double(clock.milliseconds.add(250, ordering: .relaxed).newValue) / 1000
    })
    let recorder = Recorder(environment: environment)
    recorder.run("timing let x = 3; x")
    #expect(recorder.lines == ["0.25 s: let x = 3", "3"])
    #expect(recorder.records("timing").first?.number("seconds") == 0.25)
    #expect(recorder.run("timing repeat 2 { nonsense }") == .failed)
    #expect(recorder.lines == ["0.25 s: repeat 2 { nonsense }"])
    recorder.run("undo")
    #expect(recorder.run("x") == .failed, "what was timed is taken back like anything else")
  }
}
