import Foundation
import Testing

/// How many colours the full screen uses, by what the terminal's description and the environment say.
@Suite("Colours of the full screen", .serialized) struct ColourTests {
  /// A terminal's description whose colours are red, green and blue, as ncurses-term ships them for several terminals.
  private static let direct = #"""
    tmux-direct|tmux with 16.7 million colours,
      RGB, colors#0x1000000, pairs#0x7FFF, initc@, ccc@,
      setaf=\E[%?%p1%{8}%<%t3%p1%d%e38;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d%;m,
      setab=\E[%?%p1%{8}%<%t4%p1%d%e48;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d%;m,
      use=tmux-256color,

    """#

  private enum Kind { case direct, indexed, bright, plain }

  /// The kind of the colours that one sequence chooses; nil where it chooses none.
  private func kind(of parameters: Substring) -> Kind? {
    if parameters.contains("8;2;") { return .direct }
    if parameters.contains("8;5;") { return .indexed }
    let numbers = parameters.split(separator: ";").compactMap { Int($0) }
    if numbers.contains(where: { (90...97).contains($0) || (100...107).contains($0) }) { return .bright }
    return numbers.contains { (30...37).contains($0) || (40...47).contains($0) } ? .plain : nil
  }

  /// The kinds of colour in what is written for a picture.
  private func kinds(_ environment: [String: String?]) throws -> Set<Kind> {
    let home = FileManager.default.temporaryDirectory.appendingPathComponent("unroll-terminfo-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: home) }
    let source = home.appendingPathComponent("direct.ti")
    try Data(Self.direct.utf8).write(to: source)
    let compiled = try Child(
      ["/usr/bin/tic", "-x", "-o", home.path, source.path], environment: ["PATH=/usr/bin:/bin"]
    ).finish()
    try #require(compiled.status == 0, "\(compiled.output)")

    let terminal = try Terminal(
      columns: 120, rows: 36,
      environment: ["TERMINFO_DIRS": home.path + ":/etc/terminfo:/lib/terminfo:/usr/share/terminfo"]
        .merging(environment) { $1 })
    for line in ["data adding length=20", "add rnn 4", "add dense", "unroll"] { try terminal.enter(line) }
    try terminal.wait { $0.text.contains("dL/dh") }
    try terminal.press("C-d", "C-d")
    #expect(try terminal.end() == .init(status: 0))
    let written = String(decoding: terminal.output(), as: UTF8.self)
    return Set(written.matches(of: /\u{1B}\[([0-9;]*)m/).compactMap { kind(of: $0.output.1) })
  }

  @Test func redGreenAndBlueWhereTheTerminalIsDescribedSo() throws {
    #expect(try kinds(["TERM": "tmux-direct"]).contains(.direct))
  }

  /// The name in TERM tells of 256 colours, the environment of more: the description with more is taken.
  @Test func redGreenAndBlueWhereTheEnvironmentSaysSo() throws {
    #expect(try kinds(["COLORTERM": "truecolor"]).contains(.direct))
  }

  @Test func withoutSuchADescriptionThereAre256() throws {
    let kinds = try kinds(["COLORTERM": "truecolor", "TERMINFO_DIRS": nil])
    #expect(kinds.contains(.indexed) && !kinds.contains(.direct))
  }

  @Test func aTerminalOfEightColoursGetsThose() throws {
    let kinds = try kinds(["TERM": "screen"])
    #expect(kinds == [.plain])
  }
}
