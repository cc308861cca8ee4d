import Notebook
import Testing

/// What keys write into the notebook: moves through time, and lines whose number is turned.
@Suite struct KeyTests {
  private static let model = "data adding length=5; add rnn 4; add dense; unroll"

  @Test func aRunOfMovesIsOneEntryWithoutAnswersAndOneStepOfUndo() {
    let desk = Desk()
    desk.run(
      .enter(Self.model), .gesture("goto 2"), .gesture("goto 3"), .gesture("goto 5"), .gesture("pass backward"),
      .gesture("pass forward"), .gesture("goto 4"))
    #expect(desk.entries.map(\.text) == [Self.model, "goto 5", "pass forward", "goto 4"])
    #expect(desk.entries.dropFirst().allSatisfy { $0.answers.isEmpty && $0.isGesture && $0.status == .done })
    #expect(desk.last.unrolled.first?.t == 4)
    let undone = Desk()
    undone.run(.enter(Self.model), .gesture("goto 2"), .gesture("goto 3"), .gesture("goto 5"), .enter("undo"))
    #expect(undone.last.unrolled.first?.t == 1)
  }

  @Test func aMoveThatFailsSaysWhy() {
    let desk = Desk()
    desk.run(.enter(Self.model), .gesture("goto 9"))
    #expect(desk.statuses == [.done, .failed])
    #expect(desk.entries[1].said.contains("t runs from 1 to 5"))
  }

  @Test func aTypedMoveIsAnEntryOfItsOwn() {
    let desk = Desk()
    desk.run(.enter(Self.model), .enter("goto 2"), .gesture("goto 3"))
    #expect(desk.entries.map(\.text) == [Self.model, "goto 2", "goto 3"])
    #expect(!desk.entries[1].answers.isEmpty)
  }

  @Test func eachTurnTakesBackTheTurnBefore() {
    let turned = Desk()
    turned.run(
      .enter(Self.model), .knob("scale rnn1.recurrent 2"), .knob("scale rnn1.recurrent 3"),
      .knob("scale rnn1.recurrent 1.5"), .enter("print weight_norm(1)"))
    let typed = Desk()
    typed.run(.enter(Self.model), .enter("scale rnn1.recurrent 1.5"), .enter("print weight_norm(1)"))
    #expect(turned.entries.map(\.text) == typed.entries.map(\.text))
    #expect(turned.entries.last?.said == typed.entries.last?.said)
    #expect(turned.entries[1].number == 2)
  }

  @Test func undoTakesBackTheWholeLineThatWasTurned() {
    let desk = Desk()
    desk.run(
      .enter("let x = 1"), .knob("let x = 2; let x = x + 1"), .knob("let x = 5; let x = x + 1"), .enter("undo"),
      .enter("print x"), .enter("redo"), .enter("print x"))
    #expect(desk.entries[3].said == "1")
    #expect(desk.entries[5].said == "6")
  }

  @Test func aTurnThatFailsLeavesTheStateOfBefore() {
    let desk = Desk()
    desk.run(
      .enter("let x = 1"), .knob("let x = 2"), .knob("let x = 3; goto 1"), .knob("let x = 4; goto 1"),
      .enter("print x"))
    #expect(desk.statuses == [.done, .failed, .done])
    #expect(desk.entries[2].said == "1")
    #expect(desk.entries[1].said.contains("there is no model yet"))
  }

  @Test func enterKeepsTheLineAsItWasTurnedLast() {
    let desk = Desk()
    desk.run(
      .enter(Self.model), .knob("scale rnn1 2"), .knob("scale rnn1 3"), .enter("scale rnn1 3"), .knob("scale rnn1 3.5"))
    #expect(desk.entries.map(\.text) == [Self.model, "scale rnn1 3", "scale rnn1 3.5"])
    #expect(desk.entries.map(\.isKnob) == [false, false, true])
    #expect(desk.last.jobsTaken == 5)
  }

  @Test func anotherLineIsAnotherKnob() {
    let desk = Desk()
    desk.run(
      .enter("let x = 1"), .knob("let x = 2"), .enter("print x"), .knob("let x = 3"), .enter("undo"), .enter("print x"))
    #expect(desk.entries.map(\.text) == ["let x = 1", "let x = 2", "print x", "let x = 3", "undo", "print x"])
    #expect(desk.entries[5].said == "2")
  }
}
