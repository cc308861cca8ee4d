import Notebook
import Testing

@Suite("Going back in a recording")
struct ReplayMarkTests {
  @Test("a screen is told how many lines can be taken back; of a long recording it is not all of them")
  func bounded() {
    let desk = Desk()
    for number in 1...205 { desk.jobs.send(.replayed("let a = \(number)")) }
    for _ in 1...200 { desk.jobs.send(.takeBackReplayed) }
    desk.run()
    #expect(desk.snapshots.map(\.linesToTakeBack).max() ?? 0 <= 200)
    #expect(desk.last.linesToTakeBack == 0 && desk.entries.count == 5)
    #expect(desk.entries.last?.text == "let a = 5")
  }

  @Test("a line that was taken back cannot be taken back again")
  func counted() {
    let desk = Desk()
    desk.run(.replayed("let a = 1"), .replayed("let b = 2"), .takeBackReplayed)
    #expect(desk.last.linesToTakeBack == 1)
  }
}
