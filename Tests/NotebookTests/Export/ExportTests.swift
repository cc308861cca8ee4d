import Foundation
import FoundationXML
import Notebook
import Script
import SequenceEngine
import Testing

@Suite("What was shown as a file")
struct ExportTests {
  private let folder: ScriptFolder
  private let recorder: Recorder

  init() throws {
    folder = try ScriptFolder()
    recorder = Recorder(environment: SessionEnvironment(folder: folder.path))
  }

  private func begin() {
    recorder.run("data adding length=6; model plain; add rnn 4; add dense; unroll; show gradients")
    #expect(recorder.errors == [])
  }

  /// An XML file's element names, counted; nil when it is not well formed.
  private func elements(_ text: String) -> [String: Int]? {
    final class Counter: NSObject, XMLParserDelegate {
      var names: [String: Int] = [:]
      func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
      ) { names[name, default: 0] += 1 }
    }
    let (parser, counter) = (XMLParser(data: Data(text.utf8)), Counter())
    parser.delegate = counter
    return parser.parse() ? counter.names : nil
  }

  @Test("the picture that was shown last as SVG: title, axes, legend, and words for who does not see it")
  func picture() throws {
    begin()
    recorder.run("print 1; export \"g.svg\"")
    #expect(recorder.lines.last == "wrote g.svg: plain   norm of the gradient by time step")
    let text = try folder.read("g.svg")
    let names = try #require(elements(text))
    #expect(names["title"] == 1 && names["desc"] == 1 && names["path"] == 1 && names["style"] == 1)
    for part in [
      "plain · norm of the gradient by time step", ">rnn1 dL/dh<", ">vanishing", ">t<", "prefers-color-scheme",
    ] {
      #expect(text.contains(part), "\(part)")
    }
  }

  @Test("its numbers in full as CSV and JSON")
  func numbers() throws {
    begin()
    recorder.run("export \"g.csv\"; export \"g.json\"")
    #expect(recorder.errors == [])
    let rows = try folder.read("g.csv").split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    #expect(rows[0] == ["t", "rnn1 dL/dh"] && rows.count == 7 && rows[6][0] == "6")
    recorder.run("grad(1, 6)")
    #expect(recorder.lines == [rows[6][1]])
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(try folder.read("g.json").utf8)) as? [String: Any])
    #expect(json["schema"] as? Int == 1)
    let shown = try #require((json["shown"] as? [[String: Any]])?.first)
    let series = try #require((shown["series"] as? [[String: Any]])?.first)
    #expect(shown["y_scale"] as? String == "log10" && (series["y"] as? [Double])?.count == 6)
    let text = try folder.read("g.json")
    #expect(text.contains(",\(rows[6][1])]"))
  }

  @Test(
    "something else than what was shown last, which is not shown for it", arguments: ["hidden", "gates", "gradients"])
  func subject(_ subject: String) throws {
    recorder.run("data adding length=6; model gated; add gru 4; add dense; unroll")
    recorder.run("export \(subject) \"x.csv\"; export \(subject) \"x.svg\"")
    #expect(recorder.errors == [] && recorder.lines.count == 2)
    let (picture, numbers) = (try folder.read("x.svg"), try folder.read("x.csv"))
    #expect(elements(picture) != nil && !numbers.isEmpty)
  }

  @Test("every kind of picture is well-formed and fits into its frame", arguments: SamplePictures.all)
  func kinds(_ sample: SamplePictures) throws {
    let svg = try #require(sample.output.inlineSVG)
    #expect(elements(svg) != nil)
    let page = NotebookExport.text(sample.document, as: .html, title: "x")
    #expect(page.contains(svg))
  }

  @Test("no text from outside acts in any form", arguments: SamplePictures.all)
  func hostile(_ sample: SamplePictures) throws {
    for form in NotebookExport.Form.allCases {
      let text = NotebookExport.text(sample.document, as: form, title: HostileText.text)
      #expect(!HostileText.isIn(text), "\(sample.name) in \(form)")
      if form == .html { #expect(!text.contains("<script") && !text.contains("onload='")) }
    }
    #expect(!HostileText.isIn(ShownNumbers.json([sample.output])))
    if let csv = ShownNumbers.csv([sample.output]) { #expect(!HostileText.isIn(csv)) }
    // Nothing is lost in JSON: it is all there, escaped.
    let json = try JSONSerialization.jsonObject(with: Data(ShownNumbers.json([sample.output]).utf8)) as? [String: Any]
    let shown = try #require((json?["shown"] as? [[String: Any]])?.first)
    #expect((shown["title"] ?? shown["text"]) as? String == HostileText.text)
  }

  @Test("what cannot be written leaves everything as it was")
  func refusals() throws {
    _ = try folder.write("old.svg", "old")
    recorder.run("export \"old.svg\"")
    #expect(recorder.errors.first?.contains("nothing was shown yet that has numbers") == true)
    begin()
    for (command, words) in [
      ("export \"old\"", "'old' does not; let it end in .svg, .csv or .json"),
      ("export \"old.png\"", "let it end in"),
      ("export gates \"old.onnx\"", "gates goes into a .svg, .csv or .json file"),
      ("export nothing \"old.svg\"", "nothing"), ("export", "FILE"),
      ("export \"no/such/folder/a.csv\"", "No such file or directory"),
      ("show weights as=table; export \"old.svg\"", "a table and no picture"),
      ("export \"runs/events.out.tfevents.1\"", "was not trained"),
    ] {
      recorder.run(command)
      #expect(recorder.errors.first?.contains(words) == true, "\(command): \(recorder.errors)")
    }
    #expect(try folder.read("old.svg") == "old")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["old.svg"])
  }

  @Test("an export takes no part in undo, and check reads its line without writing")
  func looks() throws {
    begin()
    recorder.run("let a = 1; export \"g.csv\"")
    recorder.run("undo; print is_nan(loss)")
    #expect(recorder.errors == [])
    let script = try folder.write(
      "a.rnn",
      "data adding length=6; add rnn 4; add dense\nshow gradients\nexport \"none.svg\"\nexport \"none.onnx\"\nexport \"n.xyz\"\n"
    )
    let found = ScriptCheck.diagnostics(of: script, environment: SessionEnvironment(folder: folder.path))
    #expect(found.count == 1 && found[0].contains("n.xyz"))
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/none.svg"))
  }

  // MARK: Models

  @Test("weights go out and come back, as .npz and as .safetensors", arguments: ["npz", "safetensors"])
  func weights(_ ending: String) throws {
    begin()
    recorder.run("train steps=2; export \"w.\(ending)\"")
    let trained = recorder.workspace.currentModel?.state?.parameters
    recorder.run("train steps=2")
    #expect(recorder.workspace.currentModel?.state?.parameters != trained)
    recorder.run("load \"w.\(ending)\"")
    #expect(recorder.errors == [] && recorder.lines == ["plain has the weights of w.\(ending)"])
    #expect(recorder.workspace.currentModel?.state?.parameters == trained)
  }

  @Test("an ONNX file comes with its proof, and what it cannot say is refused with nothing written")
  func onnx() throws {
    begin()
    recorder.run("export \"m.onnx\"")
    #expect(recorder.lines.first == "wrote m.onnx: 5 ONNX operators of opset 14")
    #expect(
      recorder.lines.last?.hasPrefix("proved: read back and run on 6 time steps, it differs from plain by ") == true)
    recorder.run("replace 1 mgu 4; export \"n.onnx\"")
    #expect(recorder.errors.first?.contains("ONNX has no operator for the cell 'mgu'") == true)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/n.onnx"))
  }

  @Test("curves of a training for TensorBoard, in folders that are made")
  func events() throws {
    begin()
    recorder.run("train steps=3; evaluate on=valid; export \"runs/a/events.out.tfevents.1\"")
    #expect(recorder.errors == [])
    #expect(
      recorder.lines.last?.hasSuffix("loss/train, gradient_norm, loss/valid of plain, 3 updates, for TensorBoard")
        == true)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/runs/a/events.out.tfevents.1"))
    #expect(bytes.firstRange(of: Data("loss/train".utf8)) != nil)
  }
}
