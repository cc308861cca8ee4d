import Foundation
import Notebook
import Testing

@Suite("layout: the screen arranged, and arrangements kept")
struct LayoutCommandTests {
  /// What a session says about layouts, with a screen that stands so and a file of its own.
  private final class Room {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("layouts-\(UUID().uuidString)")
    var path: String { folder.appendingPathComponent("layouts").path }
    var said: [String] = []
    var layouts: [ScreenLayout] = []
    lazy var session: Session = {
      var environment = SessionEnvironment()
      environment.layoutFile = LayoutFile(path: path)
      environment.screenLayout = { ScreenLayout.shipped[1].layout }
      return Session(environment: environment) { [unowned self] event in
        switch event {
        case .output(.text(let text)), .told(let text): said.append(text)
        case .failure(let diagnostic): said.append(diagnostic.headline)
        case .view(.layout(let layout)): layouts.append(layout)
        default: break
        }
      }
    }()

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(at: folder) }

    func say(_ text: String) -> String {
      said = []
      session.run(text)
      return said.joined(separator: "\n")
    }
  }

  @Test("a layout is kept, listed, used and forgotten")
  func life() throws {
    let room = try Room()
    #expect(room.say("layout save mine").hasPrefix("kept as mine: 28 notebook | 72 unrolled 75 training 25"))
    #expect(room.say("layout").contains("mine"))
    #expect(room.say("layout mine").contains("72 unrolled"))
    #expect(room.layouts == [ScreenLayout.shipped[1].layout])
    #expect(room.say("layout delete mine") == "mine is forgotten")
    #expect(room.say("layout mine").contains("no layout is called 'mine'"))
  }

  @Test("a layout is written in quotes")
  func written() throws {
    let room = try Room()
    #expect(
      room.say("layout \"40 notebook | 60 unrolled 70 training 30\"")
        == "layout 40 notebook | 60 unrolled 70 training 30")
    #expect(room.layouts.first?.columns.count == 2)
  }

  @Test(
    "what is wrong is said, and nothing changes",
    arguments: [
      ("layout teech", "did you mean 'teach'"), ("layout \"40 notebok | 60 unrolled\"", "no pane is called 'notebok'"),
      ("layout \"40 notebook | 60 notebook\"", "stands twice"),
      ("layout \"0 notebook | 60 unrolled\"", "from 1 to 1000"),
      ("layout \"40 | 60\"", "a share of the width and its panes"), ("layout save teach", "the program's own"),
      ("layout save \"a b\"", "letters, digits and _"), ("layout delete mine", "no layout of yours is called 'mine'"),
    ])
  func wrong(_ text: String, _ expected: String) throws {
    let room = try Room()
    #expect(room.say(text).contains(expected))
    #expect(room.layouts.isEmpty)
    #expect(!FileManager.default.fileExists(atPath: room.path))
  }

  @Test("a broken file costs what is broken in it, and keeps its lines")
  func broken() throws {
    let room = try Room()
    let text = "mine: 50 notebook | 50 training\n\u{1}\u{2} no layout\nbad: 3 nothing\n: 4\n"
    try Data(text.utf8 + [0xFF, 0xFE, 0x0A]).write(to: URL(fileURLWithPath: room.path))
    let file = LayoutFile(path: room.path)
    #expect(file.layouts.map(\.name) == ["mine"])
    try file.keep(.standard(), as: "other")
    #expect(file.layouts.map(\.name) == ["mine", "other"])
    #expect(try Data(contentsOf: URL(fileURLWithPath: room.path)).starts(with: Data(text.utf8)))
  }

  @Test("a folder in the file's place is told when it is written, and never read")
  func folderInPlace() throws {
    let room = try Room()
    try FileManager.default.createDirectory(atPath: room.path, withIntermediateDirectories: false)
    #expect(LayoutFile(path: room.path).layouts.isEmpty)
    #expect(room.say("layout save mine").contains("is no file of layouts"))
  }

  @Test("without a screen there is nothing to keep, and a layout is accepted")
  func noScreen() {
    var said: [String] = []
    let session = Session(environment: SessionEnvironment()) { event in
      switch event {
      case .output(.text(let text)): said.append(text)
      case .failure(let diagnostic): said.append(diagnostic.headline)
      default: break
      }
    }
    session.run("layout save mine")
    session.run("layout train")
    #expect(said.first?.contains("there is no screen") == true)
    #expect(said.last?.hasPrefix("layout train:") == true)
  }

  @Test("every shipped layout is read as it is written")
  func text() throws {
    for shipped in ScreenLayout.shipped {
      #expect(try ScreenLayout(shipped.layout.text) == shipped.layout, "\(shipped.name)")
    }
    #expect(try ScreenLayout("standard 61").notebookShare == 61)
  }
}
