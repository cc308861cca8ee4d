import Foundation
import Testing

/// The documentation catalogue shows code that is compiled, and leads to every type.
@Suite("The documentation's articles")
struct ArticleTests {
  private static let root = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent()
  }
  private static let engine = root.appendingPathComponent("Sources/SequenceEngine")
  private static let catalogue = engine.appendingPathComponent("SequenceEngine.docc")

  private static func text(_ url: URL) throws -> String { try String(contentsOf: url, encoding: .utf8) }

  private static func articles() throws -> [String: String] {
    let names = try FileManager.default.contentsOfDirectory(atPath: catalogue.path).filter { $0.hasSuffix(".md") }
    return try names.reduce(into: [:]) { $0[$1] = try text(catalogue.appendingPathComponent($1)) }
  }

  /// The Swift code of a page, block by block.
  private static func code(_ page: String) -> [String] {
    page.components(separatedBy: "```swift\n").dropFirst().map { $0.components(separatedBy: "\n```")[0] }
  }

  /// What stands between the marks of the examples, without its indentation.
  private static func examples() throws -> Set<String> {
    let source = try text(root.appendingPathComponent("Tests/SequenceEngineTests/Documentation/ArticleExamples.swift"))
    var examples: Set<String> = []
    var lines: [String]?
    for line in source.components(separatedBy: "\n") {
      if line.hasPrefix("    // </") {
        examples.insert((lines ?? []).joined(separator: "\n"))
        lines = nil
      } else if line.hasPrefix("    // <") {
        lines = []
      } else {
        lines?.append(String(line.dropFirst(4)))
      }
    }
    return examples
  }

  @Test("every example is compiled, and every compiled one is shown")
  func compiled() throws {
    let shown = try Set(Self.articles().values.flatMap(Self.code))
    let compiled = try Self.examples()
    #expect(compiled.count > 10)
    for code in shown.subtracting(compiled) { Issue.record("is not compiled:\n\(code)") }
    for code in compiled.subtracting(shown) { Issue.record("is not shown:\n\(code)") }
  }

  /// Public types that stand by themselves.
  private static func types() throws -> Set<String> {
    let files = FileManager.default.enumerator(atPath: engine.path)?.compactMap { $0 as? String } ?? []
    let words = ["struct", "class", "enum", "protocol", "typealias"]
    return try files.filter { $0.hasSuffix(".swift") }.reduce(into: []) { types, file in
      for line in try text(engine.appendingPathComponent(file)).split(separator: "\n") where line.hasPrefix("public ") {
        let parts = line.split { " :<({=".contains($0) }.map(String.init)
        if let place = parts.firstIndex(where: words.contains), parts.count > place + 1 {
          types.insert(parts[place + 1])
        }
      }
    }
  }

  @Test("the topics of the first page lead to every public type, and to nothing else")
  func topics() throws {
    let page = try #require(try Self.articles()["SequenceEngine.md"])
    let topics = page.components(separatedBy: "## Topics").dropFirst().joined()
    let listed = topics.components(separatedBy: "\n").compactMap { line in
      line.hasPrefix("- ``") ? line.dropFirst(4).components(separatedBy: "``")[0] : nil
    }
    #expect(Set(listed).count == listed.count, "a type is listed twice")
    let types = try Self.types()
    #expect(types.count > 100)
    #expect(types.subtracting(listed).sorted() == [] && Set(listed).subtracting(types).sorted() == [])
    for name in try Self.articles().keys where name != "SequenceEngine.md" {
      #expect(topics.contains("<doc:\(name.dropLast(3))>"), "\(name) is no topic")
    }
  }

  /// Types that an article names exist; `docc` itself looks at members too.
  @Test("every type that is named exists")
  func names() throws {
    let types = try Self.types()
    for (name, page) in try Self.articles() {
      let prose = page.components(separatedBy: "```").enumerated().filter { $0.offset % 2 == 0 }.map(\.element).joined()
      for part in prose.components(separatedBy: "``").enumerated() where part.offset % 2 == 1 {
        let type = part.element.components(separatedBy: "/")[0]
        let isKnown = type == "SequenceEngine" || types.contains(type)
        #expect(isKnown, "\(name): \(part.element)")
      }
    }
  }
}
