import Notebook
import Testing

@Suite("find: texts of the notebook looked for and replaced")
struct FindTests {
  private final class Room {
    var said: [String] = []
    var found: [String] = []
    lazy var session = Session(environment: SessionEnvironment()) { [unowned self] event in
      switch event {
      case .output(.text(let text)), .output(.note(let text)), .told(let text), .warning(let text): said.append(text)
      case .failure(let diagnostic): said.append(diagnostic.headline)
      case .view(.found(let text)): found.append(text)
      default: break
      }
    }
    var texts: [String] { session.document.entries.map(\.text) }
    var statuses: [Entry.Status] { session.document.entries.map(\.status) }

    init(_ lines: String...) { for line in lines { session.run(line) } }

    @discardableResult
    func say(_ text: String) -> String {
      said = []
      session.run(text)
      return said.joined(separator: "\n")
    }
  }

  @Test("find tells where a text stands, in commands and answers, and leaves no entry of its own")
  func finding() {
    let room = Room("let wide = 3", "print \"the Wide is {wide}\"", "print 7")
    let said = room.say("find \"wide\"")
    #expect(said.contains("In 1  let wide = 3"))
    #expect(said.contains("In 2  the Wide is 3"))
    #expect(said.contains("3 lines in 2 entries"))
    #expect(room.found == ["wide"])
    #expect(room.texts.count == 3)
  }

  @Test("with= replaces letter for letter in every entry, tells how many, and undo takes all of it back")
  func replacing() {
    let room = Room("let wide = 3", "print wide + wide", "print \"Wide\"", "# a note on wide")
    let before = room.texts
    #expect(room.say("find \"wide\" with=\"w\"").hasPrefix("replaced 4 times in 3 entries"))
    #expect(room.texts == ["let w = 3", "print w + w", "print \"Wide\"", "a note on w"])
    #expect(room.statuses.prefix(3) == [.stale, .stale, .done], "the third reads nothing that changed")
    room.say("undo")
    #expect(Array(room.texts.prefix(4)) == before)
    room.say("redo")
    #expect(room.texts[1] == "print w + w")
  }

  @Test("one place alone is replaced; answers stay as they were given")
  func one() {
    let room = Room("print 1 + 1")
    room.session.replace(Replacement("1", with: "2", at: .init(entry: 1, ordinal: 1)))
    #expect(room.texts == ["print 1 + 2"])
    #expect(room.session.document.entries[0].answers == [.output(.text("2"))])
  }

  @Test(
    "what cannot be found or replaced is told, and nothing changes",
    arguments: [
      ("find \"nowhere at all\"", "stands nowhere"),
      ("find \"PRINT\" with=\"x\"", "stands in no entry, letter for letter"),
      ("find \"\"", "nothing to look for"), ("print 1; find \"print\"", "stands alone"),
    ])
  func wrong(_ text: String, _ expected: String) {
    let room = Room("print 1")
    let before = room.texts
    #expect(room.say(text).contains(expected))
    #expect(Array(room.texts.prefix(1)) == before)
  }
}
