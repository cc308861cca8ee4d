import Foundation
import Notebook
import Testing

/// What a newcomer writes, and the message that leads on: it must name the right line by itself.
@Suite("Wrong guesses lead to the right command")
struct WrongGuessTests {
  private func answer(_ guess: String) -> String {
    let recorder = Recorder()
    recorder.run("data adding length=8; model m; add rnn 4; add dense")
    #expect(recorder.run(guess) == .failed, "\(guess) was taken for something")
    return recorder.errors.first ?? ""
  }

  private static let unknown = "no command, variable, measure or layer is called"
  private static let toTrain = "write train steps=100, or train epochs=10"

  @Test(arguments: [
    (
      "train 100",
      "expected an option or the end of the command, found '100'; write train steps=100, or train epochs=100"
    ),
    (
      "train for 100 steps",
      "expected an option or the end of the command, found 'for'; write train steps=100, or train epochs=100"
    ),
    ("train epochs 10", "the option 'epochs' needs a value; write epochs=10"),
    ("train(steps=100)", "'(' begins no argument; a command takes no brackets: train steps=100"),
    ("fit", "\(unknown) 'fit'; \(toTrain)"),
    ("fit epochs=10", "no command is called 'fit'; write train steps=10, or train epochs=10"),
    ("learn", "\(unknown) 'learn'; \(toTrain)"),
    ("epochs 10", "no command is called 'epochs'; write train epochs=10"),
    ("steps 300", "no command is called 'steps'; write train steps=300"),
    (
      "while loss > 1 { train steps=1 }", "no command is called 'while'; write repeat N { … }, or train until=CONDITION"
    ),
  ])
  func training(_ guess: String, _ message: String) { #expect(answer(guess) == message) }

  @Test(arguments: [
    ("add LSTM 64", "no layer kind is called 'LSTM'; did you mean 'lstm'?"),
    ("add lstm(64)", "'(' follows a word without a blank; a command takes no brackets: add lstm 64"),
    (
      "add lstm units=64",
      "expected UNITS (a whole number), found 'units'; UNITS stands there without a name: add lstm 64"
    ),
    ("add rnn 64 relu", "expected an option or the end of the command, found 'relu'; write add rnn 64 activation=relu"),
    ("add gru 64 layers 2", "the option 'layers' needs a value; write layers=2"),
    ("layer lstm 64", "no command is called 'layer'; write add lstm 64"),
    ("lstm 64", "no command is called 'lstm'; write add lstm 64"),
    ("dropout 0.2", "no command is called 'dropout'; write add dropout 0.2"),
    ("model.add(LSTM(64))", "no function is called 'LSTM'; a layer is added by a command: add lstm 64"),
    (
      "model = lstm",
      "'model' is a command, and what it takes stands behind it without '='; write model lstm, or for a layer add lstm 64"
    ),
    ("delete m", "no command is called 'delete'; write remove m"),
    ("layers", "\(unknown) 'layers'; write summary"),
  ])
  func layers(_ guess: String, _ message: String) { #expect(answer(guess) == message) }

  @Test(arguments: [
    ("lr 0.01", "no command is called 'lr'; write optimizer adam rate=0.01"),
    ("lr = 0.01", "'lr =' is no command; write optimizer adam rate=0.01, or give a value a name with let lr = 0.01"),
    (
      "set lr=0.1",
      "expected WHAT (a layer, a part of one, or a value such as hidden(rnn1, 5)), found 'lr'; set changes numbers of a "
        + "layer; write optimizer adam rate=0.1"
    ),
    ("optimizer adam lr=0.01", "no option of 'optimizer' is called 'lr'; write optimizer adam rate=0.01"),
    (
      "optimizer adam 0.01",
      "expected an option or the end of the command, found '0.01'; write optimizer adam rate=0.01"
    ),
    ("batch_size 32", "no command is called 'batch_size'; write batch 32"),
    ("seed=1", "'seed' is a command, and what it takes stands behind it without '='; write seed 1"),
    ("clip_norm 1", "no command is called 'clip_norm'; write clip norm=1"),
    ("length 50", "no command is called 'length'; it is an option of commands: data adding length=50"),
  ])
  func settings(_ guess: String, _ message: String) { #expect(answer(guess) == message) }

  @Test(arguments: [
    ("plot loss", "plot takes lists, and 'loss' is a number; the loss of every update: show loss"),
    ("plot gradients", "no list is called 'gradients'; write show gradients"),
    ("gradients", "\(unknown) 'gradients'; write show gradients"),
    ("evaluate test", "expected an option or the end of the command, found 'test'; write evaluate on=test"),
    ("unroll 3", "expected an option or the end of the command, found '3'; write unroll example=3"),
    ("exit", "\(unknown) 'exit'; write quit"), ("q", "\(unknown) 'q'; write quit"),
    (":q", "expected an expression, found ':'; commands have no ':' before them; quit ends the session"),
    ("quit()", "'(' begins no argument; a command takes no brackets: quit"),
    ("?", "'?' has no meaning here; help lists the commands"),
    ("man train", "no command is called 'man'; write help train"),
    (
      "import",
      "\(unknown) 'import'; write data csv \"FILE\" for data, load \"FILE\" for weights, or include \"FILE\" for a script"
    ),
    ("cd scripts", "no command is called 'cd'; help lists the commands"),
    (
      "data mnist",
      "no form of 'data' is called 'mnist'; 'data' alone: list the data sets that have a name, with what they teach"
    ),
    ("load mnist", "a file name is quoted; write \"mnist\""),
  ])
  func looking(_ guess: String, _ message: String) { #expect(answer(guess) == message) }

  @Test(arguments: [
    ("x = 3", "'x =' is no command; give a value a name with let x = 3"),
    ("print 'hi'", "expected an expression, found '''; strings are written with \""),
    ("def f(x): print x", "a block stands in braces; write { … } in place of ':'"),
    ("for i in range(10) { print i }", "no function is called 'range'; a range is written 1..10, both ends included"),
  ])
  func language(_ guess: String, _ message: String) { #expect(answer(guess) == message) }

  @Test("every line that is offered for a word is one that the parser takes")
  func offered() {
    for guess in ["fit", "lr", "layer", "batchsize", "rnn", "conv2d", "attention", "generate", "score", "man", "use"] {
      let line = answer(guess).split(separator: "; write ").last.map(String.init) ?? ""
      for way in line.components(separatedBy: ", or ") {
        let recorder = Recorder()
        recorder.run("if no { \(way) }")
        #expect(recorder.errors.isEmpty, "\(guess): \(way): \(recorder.errors)")
      }
    }
  }
}
