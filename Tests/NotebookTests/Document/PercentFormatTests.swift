import Foundation
import Notebook
import Testing

/// One file is script and notebook: what was not changed is written as it was read, byte for byte.
@Suite struct PercentFormatTests {
  @Test(arguments: [
    "", "\n\n", "let x = 1", "let x = 1\n", "# only a comment\n\n\n", "\u{FEFF}let x = 1   # why\n",
    "# %%\nlet x = 1\n", "#%% Title here\nlet x = 1\n\n\n# %% [markdown] About\n# Some *prose*.\n#\n#   deep\n\n# %%\n",
    "# %%\r\nlet x = 1\r\n\r\n# %% [md]\r\n# prose\r\n",
    "\n\n  # %%\t Title  \n\tlet x = 1 ;  let y = 2\n   # last\n# %%",
    "before = 1\nlet z = [1,\n  2]\n\n\n\n# %%\n\n\nprint z # end", "# %% [markdown]\n# a\nno comment\n# %%\nlet\n",
    "# %% [markdown]\n# \\%% a\n#\\\\%% b\n# %%c\n",
  ])
  func openingAndWritingGivesTheSameBytes(text: String) throws {
    let folder = try ScriptFolder()
    let path = try folder.write("a.rnn", text)
    let desk = Desk()
    desk.run(.open(path), .enter("write \"\(folder.path)/b.rnn\""))
    #expect(desk.statuses.last == .done, "\(desk.entries.last?.said ?? "")")
    #expect(try folder.read("b.rnn") == text)
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path + "/b.rnn")) == Data(text.utf8))
  }

  @Test func whatIsEditedChangesAndNothingElseDoes() throws {
    let folder = try ScriptFolder()
    let path = try folder.write(
      "a.rnn",
      "let x = 1   # kept\r\n\r\n\r\n#%% Two\r\nlet y = 2\r\n\r\n\r\n\r\n# %% [markdown]  Why\r\n# old\r\n\r\n# %%\r\nlet z = 3"
    )
    let desk = Desk()
    desk.run(
      .open(path), .revise(entry: 2, text: "let y = 20\nlet w = 4"), .revise(entry: 3, text: "# new *words*"),
      .enter("write"))
    #expect(
      try folder.read("a.rnn")
        == "let x = 1   # kept\r\n\r\n\r\n#%% Two\r\nlet y = 20\r\nlet w = 4\r\n\r\n\r\n\r\n# %% [markdown]  Why\r\n"
        + "# new *words*\r\n\r\n# %%\r\nlet z = 3")
    #expect(desk.entries[2].kind == .prose)
    #expect(desk.entries[2].text == "new *words*")
  }

  @Test func aScriptWithoutBordersGetsThemOnlyWhereItNeedsThem() throws {
    let folder = try ScriptFolder()
    let path = try folder.write("a.rnn", "let x = 1\n")
    let desk = Desk()
    desk.run(.open(path), .revise(entry: 1, text: "let x = 2"), .enter("let y = 3"), .enter("write"))
    #expect(try folder.read("a.rnn") == "let x = 2\n\n# %%\nlet y = 3\n")
    let other = Desk()
    other.run(.open(path), .arrange(.move(2, toPlaceOf: 1)), .enter("write"))
    #expect(try folder.read("a.rnn") == "# %%\nlet y = 3\n\n# %%\nlet x = 2\n\n")
  }

  @Test func whatIsWrittenTwiceIsTheSame() throws {
    let folder = try ScriptFolder()
    let path = folder.path + "/a.rnn"
    let desk = Desk()
    desk.run(.enter("# About *this*"), .enter("let x = 1"), .enter("write \"\(path)\""))
    let first = try folder.read("a.rnn")
    #expect(first == "# %% [markdown]\n# About *this*\n\n# %%\nlet x = 1\n")
    let again = Desk()
    again.run(.open(path), .enter("let y = 2"), .enter("write"), .enter("let z = 3"), .enter("write"))
    #expect(try folder.read("a.rnn") == first + "\n# %%\nlet y = 2\n\n# %%\nlet z = 3\n")
  }

  @Test(arguments: [
    ("%% forget gate notes", "# \\%% forget gate notes"), ("%%", "# \\%%"), ("%%time", "# \\%%time"),
    ("\\%% one", "# \\\\%% one"), ("a\n\n \t%%[md] b\n\\\\%%", "# a\n#\n#  \t\\%%[md] b\n# \\\\\\%%"),
    ("% 5 %% \\", "# % 5 %% \\"), ("\\alpha %%", "# \\alpha %%"),
  ])
  func proseThatLooksLikeABorderStaysProse(prose: String, comment: String) throws {
    let folder = try ScriptFolder()
    let path = folder.path + "/a.rnn"
    let desk = Desk()
    desk.run(.enter(comment), .enter("let x = 1"), .enter("write \"\(path)\""))
    #expect(desk.entries[0].kind == .prose && desk.entries[0].text == prose)
    #expect(try folder.read("a.rnn") == "# %% [markdown]\n\(comment)\n\n# %%\nlet x = 1\n")
    let again = Desk()
    again.run(.open(path))
    #expect(again.entries.map(\.text) == [prose, "let x = 1"])
    #expect(again.entries.map(\.kind) == [.prose, .commands])
    #expect(again.entries[0].editable == comment)
  }

  @Test func proseThatBecomesLikeABorderIsNotLost() throws {
    let folder = try ScriptFolder()
    let path = folder.path + "/a.rnn"
    let desk = Desk()
    desk.run(
      .enter("# -- forget gate notes"), .enter("let x = 1"), .replace(Replacement("--", with: "%%")),
      .enter("write \"\(path)\""))
    let again = Desk()
    again.run(.open(path))
    #expect(again.entries.map(\.text) == ["%% forget gate notes", "let x = 1"])
  }

  @Test func whatAnotherProgramWroteIsNotLost() throws {
    let folder = try ScriptFolder()
    let path = try folder.write("a.rnn", "# %%\nlet x = 1\n")
    let desk = Desk()
    desk.when {
      $0.jobsTaken == 2
    } then: {
      _ = try? folder.write("a.rnn", "# %%\nlet x = 99\n")
      desk.jobs.send(.enter("write"))
      desk.jobs.send(.enter("write replace"))
    }
    desk.run(.open(path), .enter("let y = 2"))
    #expect(desk.entries[2].said.contains("was changed by another program since"))
    #expect(desk.statuses == [.fresh, .done, .failed, .done])
    #expect(try folder.read("a.rnn") == "# %%\nlet x = 1\n\n# %%\nlet y = 2\n")
  }

  @Test func aLinkAndTheRightsOfAFileStay() throws {
    let folder = try ScriptFolder()
    let path = try folder.write("real.rnn", "# %%\nlet x = 1\n")
    #expect(chmod(path, 0o640) == 0)
    let link = folder.path + "/link.rnn"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "real.rnn")
    let desk = Desk()
    desk.run(.open(link), .enter("let y = 2"), .enter("write"))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "real.rnn")
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o640)
    #expect(try folder.read("real.rnn") == "# %%\nlet x = 1\n\n# %%\nlet y = 2\n")
  }
}
