/// An SVG picture that is being drawn, element by element. Text is escaped on the way in; numbers have one decimal.
struct SVGDrawing {
  var width = 720.0
  var height = 0.0
  private(set) var elements: [String] = []

  static func number(_ value: Double) -> String {
    // What cannot be placed must not end the program.
    guard abs(value) < 1e6 else { return "0" }
    let rounded = (value * 10).rounded() / 10
    return rounded == rounded.rounded() ? String(Int(rounded)) : "\(rounded)"
  }

  private static func attributes(_ pairs: [(String, String)]) -> String {
    pairs.filter { !$0.1.isEmpty }.map { " \($0.0)=\"\($0.1)\"" }.joined()
  }

  enum Anchor: String { case start, middle, end }

  mutating func text(
    _ text: String, _ x: Double, _ y: Double, _ style: String = "u-text", _ anchor: Anchor = .start,
    turned: Bool = false
  ) {
    let (x, y) = (Self.number(x), Self.number(y))
    let pairs = [
      ("class", style), ("x", x), ("y", y), ("text-anchor", anchor == .start ? "" : anchor.rawValue),
      ("transform", turned ? "rotate(-90 \(x) \(y))" : ""),
    ]
    elements.append("<text\(Self.attributes(pairs))>\(ExportText.markup(text))</text>")
  }

  /// The heading; its parts stand apart by several blanks, which a browser would join.
  mutating func title(_ text: String) {
    let parts = text.split(separator: "  ").map { $0.drop { $0 == " " } }.filter { !$0.isEmpty }
    self.text(parts.joined(separator: " · "), 16, 24, "u-title")
  }

  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String, dashes: String = "") {
    let pairs = [
      ("class", style), ("x1", Self.number(x1)), ("y1", Self.number(y1)), ("x2", Self.number(x2)),
      ("y2", Self.number(y2)), ("stroke-dasharray", dashes),
    ]
    elements.append("<line\(Self.attributes(pairs))/>")
  }

  mutating func box(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ style: String = "", fill: String = ""
  ) {
    let pairs = [
      ("class", style), ("x", Self.number(x)), ("y", Self.number(y)), ("width", Self.number(max(width, 0))),
      ("height", Self.number(max(height, 0))), ("fill", fill),
    ]
    elements.append("<rect\(Self.attributes(pairs))/>")
  }

  mutating func circle(_ x: Double, _ y: Double, _ radius: Double, _ style: String) {
    let pairs = [("class", style), ("cx", Self.number(x)), ("cy", Self.number(y)), ("r", Self.number(radius))]
    elements.append("<circle\(Self.attributes(pairs))/>")
  }

  /// Several strokes, each a chain of points.
  mutating func path(_ chains: [[(x: Double, y: Double)]], _ style: String, dashes: String = "", isClosed: Bool = false)
  {
    let data = chains.filter { !$0.isEmpty }.map { chain in
      "M" + chain.map { "\(Self.number($0.x)) \(Self.number($0.y))" }.joined(separator: "L") + (isClosed ? "Z" : "")
    }.joined()
    guard !data.isEmpty else { return }
    elements.append("<path\(Self.attributes([("class", style), ("stroke-dasharray", dashes), ("d", data)]))/>")
  }

  /// Another picture below what there is.
  mutating func append(_ other: SVGDrawing) {
    elements.append("<g transform=\"translate(0 \(Self.number(height)))\">")
    elements += other.elements
    elements.append("</g>")
    height += other.height
    width = max(width, other.width)
  }

  /// The picture by itself, or as a part of a page that brings the style.
  func document(title: String, words: String, isWhole: Bool) -> String {
    let (width, height) = (Self.number(width), Self.number(height))
    let head =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(width) \(height)\" width=\"\(width)\" height=\"\(height)\" "
      + "role=\"img\">"
    let about = "<title>\(ExportText.markup(title))</title><desc>\(ExportText.markup(words))</desc>"
    let own =
      isWhole ? ["<style>\(SVGStyle.sheet)</style>", "<rect class=\"u-back\" width=\"100%\" height=\"100%\"/>"] : []
    return ([head, about] + own + elements + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  /// What a text of this many characters takes in the size of labels.
  static func width(of text: String) -> Double { 6.7 * Double(text.count) }
}

/// Colours and dashes. Curves differ in both, so that a print in black tells them apart. The colours are those of Okabe
/// and Ito (Color Universal Design, 2008), darker or lighter where they would not stand out from the ground.
enum SVGStyle {
  private static let onLight = ["#0072b2", "#c04d00", "#00795a", "#a8457d", "#8a6a00", "#2f7fb5", "#1b1f24", "#6b6b2a"]
  private static let onDark = ["#56b4e9", "#f0955a", "#3cc49b", "#e69ac4", "#e8c24a", "#9ad0f5", "#e6e6e6", "#c9c96b"]
  private static let dashes = ["", "7 3", "2 3", "9 3 2 3", "4 2", "13 4", "1 3 6 3", "5 6"]

  static func curve(_ index: Int) -> String { "u-curve u-s\(index % onLight.count)" }
  static func fill(_ index: Int) -> String { "u-f\(index % onLight.count)" }
  static func dash(_ index: Int) -> String { dashes[(index + index / onLight.count) % dashes.count] }

  static let sheet: String = {
    let light = [
      ".u-back{fill:#ffffff}", "svg rect{shape-rendering:crispEdges}",
      ".u-text,.u-soft,.u-title{font-family:system-ui,'DejaVu Sans',sans-serif;font-size:12px}",
      ".u-text,.u-title{fill:#1b1f24}", ".u-title{font-size:14px;font-weight:600}", ".u-soft{fill:#57606a}",
      ".u-grid{stroke:#dde2e7;stroke-width:1}", ".u-axis{stroke:#57606a;stroke-width:1}",
      ".u-mark{stroke:#1b1f24;stroke-width:1}", ".u-reference{stroke:#57606a;stroke-width:1.2;fill:none}",
      ".u-curve{fill:none;stroke-width:1.8;stroke-linejoin:round}", ".u-band{fill-opacity:.2;stroke:none}",
      ".u-minus{stroke:#1b1f24;fill:none}.u-minus-light{stroke:#ffffff;fill:none}",
      ".u-frame{fill:none;stroke:#8c959f;stroke-width:1}",
    ]
    let dark = [
      ".u-back{fill:#16191d}", ".u-text,.u-title{fill:#e6e9ec}", ".u-soft{fill:#a3acb5}", ".u-grid{stroke:#32383f}",
      ".u-axis{stroke:#a3acb5}", ".u-mark{stroke:#e6e9ec}", ".u-reference{stroke:#a3acb5}",
    ]
    func colours(_ palette: [String]) -> [String] {
      palette.enumerated().map { ".u-s\($0){stroke:\($1)}.u-f\($0){fill:\($1)}" }
    }
    return (light + colours(onLight)).joined()
      + "@media (prefers-color-scheme:dark){\((dark + colours(onDark)).joined())}"
  }()
}
