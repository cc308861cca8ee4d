import Notebook
import TerminalUI
import Testing

@Suite("Keys and clicks in the unrolled pane")
struct UnrolledKeyTests {
  let size = Size(columns: 150, rows: 40)
  var start: AppState { SampleExamples.state([SampleExamples.lstm(layers: ["lstm1", "lstm2"])], size) }

  @Test("arrows move through time and units, even with text on the line")
  func arrows() {
    var state = start
    state.type("train")
    #expect(state.press(KeyPress(.left)) == [.submit(.gesture("goto 16"))])
    #expect(state.press(KeyPress(.down), KeyPress(.down)) == [])
    #expect(state.time.unit == 3)
    #expect(state.screen.notice.hasPrefix("unit 3 at t 16: h "))
    #expect(state.press(KeyPress(.end)) == [.submit(.gesture("goto 100"))])
  }

  @Test("Tab and the brackets turn through the layers, arrows go on where the units end")
  func layers() {
    var state = start
    _ = state.press(KeyPress(.tab))
    #expect(state.time.layer == 1)
    #expect(SampleExamples.text(state).contains("lstm2 (2 of 2)"))
    _ = state.press(KeyPress(.character("]")))
    #expect(state.time.layer == 0)
    _ = state.press(KeyPress(.character("[")))
    #expect(state.time.layer == 1)
    _ = state.press(KeyPress(.up))
    #expect(state.time.layer == 0)
  }

  @Test("o sorts the units by mean, then puts those together that move alike; the arrows follow the rows")
  func order() {
    var example = SampleExamples.lstm(steps: 40, units: 4)
    example.layers[0].states[0].numbers = (0..<40).flatMap { t -> [Double] in
      let wave = Double(t % 5) - 2
      return [0.1 + wave, 0.4 - wave, 0.2 + wave, 0.3 - wave]
    }
    var state = SampleExamples.state([example], size)
    _ = state.press(KeyPress(.character("o")))
    #expect(state.screen.notice.contains("sorted"))
    state.time.unit = 2
    _ = state.press(KeyPress(.down))
    #expect(state.time.unit == 4)
    _ = state.press(KeyPress(.down))
    #expect(state.time.unit == 3)
    _ = state.press(KeyPress(.character("o")))
    #expect(SampleExamples.text(state).contains("alike together"))
    var places: [Int] = []
    state.time.unit = 1
    while !state.press(KeyPress(.up)).contains(.bell) {}
    repeat { places.append(state.time.unit) } while !state.press(KeyPress(.down)).contains(.bell)
    #expect(places.count == 4)
    #expect(places.firstIndex(of: 1).map { abs($0 - places.firstIndex(of: 3)!) } == 1)
    #expect(places.firstIndex(of: 2).map { abs($0 - places.firstIndex(of: 4)!) } == 1)
  }

  @Test("g hides the gates")
  func gates() {
    var state = start
    #expect(SampleExamples.text(state).contains("forget"))
    _ = state.press(KeyPress(.character("g")))
    #expect(!SampleExamples.text(state).contains("forget"))
  }

  @Test("a click on a time step goes there, on a state it chooses the unit and tells it, the wheel moves t")
  func clicks() throws {
    var state = start
    let text = render(state).text
    let row = try #require(text.firstIndex { $0.hasPrefix("│h") })
    let effects = update(&state, .mouse(MousePress(.press, row: row + 1, column: 60)))
    let place = "hidden(lstm1, \(state.time.t))[\(state.time.unit)]"
    #expect(effects == [.submit(.gesture("goto \(state.time.t); explain \(place)"))])
    _ = state.press(KeyPress(.escape))
    #expect(render(state)[row: row + 1].map { $0?.style.isLit }[60] == true)
    #expect(state.time.unit > 1)
    let t = state.time.t
    #expect(
      update(&state, .mouse(MousePress(.wheelDown, row: row, column: 60))) == [.submit(.gesture("goto \(t + 1)"))])
    #expect(update(&state, .mouse(MousePress(.press, row: row, column: 3))) == [], "beside the axis is no time step")
  }

  @Test("every key of the pane is told")
  func told() {
    var state = start
    _ = state.press(KeyPress(.function(1)))
    for key in ["o", "g", "Enter"] { #expect(SampleExamples.text(state).contains(key)) }
  }
}
