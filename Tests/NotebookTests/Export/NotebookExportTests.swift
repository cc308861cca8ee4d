import Foundation
import Notebook
import Script
import Testing

@Suite("The notebook as a page, as Markdown, and for Jupyter")
struct NotebookExportTests {
  private static let script = """
    # %% [markdown] About
    # # Gradients
    #
    # They *vanish* in a `rnn`, see [the paper](https://example.org/a), not [this](javascript:x).
    #
    # - one
    # - two
    # %% Build
    data adding length=6
    model plain; add rnn 4; add dense
    # %% Look
    unroll
    show weights as=table
    show gradients
    # %% Wrong
    goto 99
    """

  private func document() throws -> Document {
    let folder = try ScriptFolder()
    let path = try folder.write("a.rnn", Self.script)
    let session = Session(environment: SessionEnvironment()) { _ in }
    _ = try session.open(path)
    session.run(.all)
    return session.document
  }

  private func jupyter(_ document: Document) throws -> [[String: Any]] {
    let text = NotebookExport.text(document, as: .ipynb, title: "a")
    let json = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(Set(json.keys) == ["cells", "metadata", "nbformat", "nbformat_minor"])
    #expect(json["nbformat"] as? Int == 4 && json["nbformat_minor"] as? Int == 5)
    return try #require(json["cells"] as? [[String: Any]])
  }

  @Test("Jupyter's cells have the keys of nbformat 4.5 and no others")
  func cells() throws {
    let cells = try jupyter(try document())
    #expect(cells.compactMap { $0["cell_type"] as? String } == ["markdown", "code", "code", "code"])
    let allowed = try Regex("[A-Za-z0-9-_]{1,64}")
    let ids = try cells.map { try #require($0["id"] as? String) }
    #expect(Set(ids).count == 4 && ids.allSatisfy { $0.wholeMatch(of: allowed) != nil })
    #expect(Set(cells[0].keys) == ["id", "cell_type", "metadata", "source"])
    for cell in cells[1...] {
      #expect(Set(cell.keys) == ["id", "cell_type", "metadata", "source", "outputs", "execution_count"])
    }
    #expect(cells.compactMap { $0["execution_count"] as? Int } == [1, 2, 3])
    #expect((cells[1]["source"] as? [String])?.joined() == "data adding length=6\nmodel plain; add rnn 4; add dense")
  }

  @Test("Jupyter's outputs: streams, tables, pictures, and the failure")
  func outputs() throws {
    let cells = try jupyter(try document())
    let outputs = try cells[1...].flatMap { try #require($0["outputs"] as? [[String: Any]]) }
    for output in outputs {
      switch output["output_type"] as? String {
      case "stream": #expect(Set(output.keys) == ["output_type", "name", "text"])
      case "error": #expect(Set(output.keys) == ["output_type", "ename", "evalue", "traceback"])
      default: #expect(Set(output.keys) == ["output_type", "data", "metadata"])
      }
    }
    let kinds = outputs.compactMap { ($0["data"] as? [String: Any])?.keys.sorted() }
    #expect(
      kinds == [["image/svg+xml", "text/plain"], ["text/html", "text/plain"], ["image/svg+xml", "text/plain"]])
    let failure = try #require(outputs.last)
    #expect(
      (failure["evalue"] as? String)?.contains("goto") == true || (failure["traceback"] as? [String])?.isEmpty == false)
  }

  @Test("the page holds everything, and asks nothing of anybody")
  func page() throws {
    let page = NotebookExport.text(try document(), as: .html, title: "a <b>")
    for part in [
      "<!DOCTYPE html>", "<title>a &lt;b&gt;</title>", "default-src 'none'", "prefers-color-scheme:dark",
      "<h1>Gradients</h1>", "<em>vanish</em>", "<code>rnn</code>", "<a href=\"https://example.org/a\">the paper</a>",
      "<li>one</li>", "<h2>Build</h2>", "<span class=\"verb\">model</span> plain", ">In 1<", "<table>", "</svg>",
      "class=\"failure\"", "<p class=\"remark\">failed</p>",
    ] {
      #expect(page.contains(part), "\(part)")
    }
    #expect(!page.contains("<script") && !page.contains("javascript:x\"") && !page.contains("src="))
    // The only address that is not a link is the name of SVG's vocabulary, which nobody fetches.
    let addresses = page.split(separator: "\"").filter { $0.hasPrefix("http") }
    #expect(Set(addresses) == ["https://example.org/a", "http://www.w3.org/2000/svg"])
  }

  @Test("an equation on lines of its own, indented, keeps its lines on the page")
  func equation() {
    var document = Document()
    document.append(.prose, "A step:\n\n    h = tanh(a < b)\n\n    y = V h\n\nand so on\n    goes on")
    let page = NotebookExport.text(document, as: .html, title: "x")
    #expect(page.contains("<p>A step:</p>\n<pre>h = tanh(a &lt; b)\n\ny = V h</pre>\n<p>and so on\ngoes on</p>"))
  }

  @Test("Markdown: fences that hold what is in them, tables, and pictures that bring their data")
  func markdown() throws {
    let text = NotebookExport.text(try document(), as: .md, title: "a")
    #expect(text.hasPrefix("### About\n\n# Gradients\n\nThey *vanish*"))
    #expect(text.contains("```unroll\nunroll\nshow weights as=table\nshow gradients\n```"))
    #expect(text.contains("| weights | shape | norm |") && text.contains("| --- | --- | ---: |"))
    let picture = try #require(text.split(separator: "(data:image/svg+xml;base64,").last?.split(separator: ")").first)
    let svg = try #require(Data(base64Encoded: String(picture)))
    #expect(String(decoding: svg, as: UTF8.self).hasPrefix("<svg xmlns="))
    var fenced = Document()
    fenced.append(.commands, "print \"````\"")
    #expect(NotebookExport.text(fenced, as: .md, title: "") == "`````unroll\nprint \"````\"\n`````\n\n*not run*\n")
  }

  @Test("what runs now, the export itself, is left out; without other entries there is nothing to write")
  func running() throws {
    let folder = try ScriptFolder()
    let recorder = Recorder(environment: SessionEnvironment(folder: folder.path))
    recorder.run("export \"a.md\"")
    #expect(recorder.errors.first?.contains("there are no entries yet") == true)
    recorder.run("print 1 + 1")
    recorder.run("export \"a.md\"")
    #expect(recorder.lines == ["wrote a.md: 2 entries"])
    let text = try folder.read("a.md")
    #expect(
      text.contains("```unroll\nprint 1 + 1\n```\n\n```text\n2\n```") && !text.hasSuffix("export \"a.md\"\n```\n"))
  }

  @Test("a script exports itself: a statement an entry where it has no borders, with what it answered so far")
  func script() throws {
    let folder = try ScriptFolder()
    let environment = SessionEnvironment(folder: folder.path)
    let session = Session(environment: environment) { _ in }
    let text = "# First.\nprint 1; print 2   # the second\nexport \"\(folder.path)/a.md\"\nprint 3\n"
    #expect(session.run(SourceText(name: "a.rnn", text: text), folder: ".", path: nil) == .done)
    let expected = """
      ```unroll
      # First.
      print 1
      ```

      ```text
      1
      ```

      ```unroll
      print 2   # the second
      ```

      ```text
      2
      ```
      """
    let written = try folder.read("a.md")
    #expect(written.hasPrefix(expected + "\n\n```unroll\nexport") && written.contains("print 3\n```\n\n*not run*"))
    #expect(session.notebook.entries.map(\.status) == [.done, .done, .done, .done])
    // A script that fails keeps what it reached, and where.
    #expect(
      session.run(SourceText(name: "a.rnn", text: "print 1\nassert 1 > 2\nprint 3"), folder: ".", path: nil) == .failed)
    #expect(session.notebook.entries.map(\.status) == [.done, .failed, .fresh])
    #expect(session.document.entries.isEmpty)
  }

  @Test("while a training runs, what was done and shown so far is exported at once")
  func live() throws {
    let folder = try ScriptFolder()
    let desk = Desk()
    desk.when {
      $0.updatesMade >= 20
    } then: {
      desk.jobs.send(.enter("show gradients"))
      desk.jobs.send(.enter("export \"\(folder.path)/a.svg\"; export \"\(folder.path)/a.md\""))
    }
    desk.when {
      $0.document.entries.count == 4 && $0.document.entries[3].status == .done
    } then: {
      #expect(desk.last.isTraining)
    }
    desk.run(.enter("data adding length=5; add rnn 4; add dense; unroll"), .enter("train steps=300"))
    let page = try folder.read("a.md")
    #expect(page.contains("show gradients") && !page.contains("train steps=300") && !page.contains("a.svg"))
    #expect(try folder.read("a.svg").contains("norm of the gradient"))
  }
}
