import Script

/// The notebook as one HTML page: style and pictures are in it, nothing is fetched, nothing runs. It follows the
/// reader's choice of dark or light.
struct PageExport {
  private let entries: [Entry]
  private let title: String

  init(_ entries: [Entry], title: String) { (self.entries, self.title) = (entries, title) }

  var text: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="generator" content="Unroll">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
    <title>\(ExportText.markup(title))</title>
    <style>
    \(Self.sheet)
    \(SVGStyle.sheet)
    </style>
    </head>
    <body>
    <main>
    \(entries.map(section).joined(separator: "\n"))
    </main>
    </body>
    </html>

    """
  }

  private func section(_ entry: Entry) -> String {
    let title = entry.heading.isEmpty ? "" : "<h2>\(ExportText.markup(entry.heading))</h2>\n"
    guard entry.kind == .commands else {
      return "<section class=\"prose\">\n\(title)\(ProsePage(entry.text).html)</section>"
    }
    let mark = entry.number.map { "In \($0)" } ?? "In"
    let remark = entry.remark.map { "<p class=\"remark\">\($0)</p>\n" } ?? ""
    let input =
      "<div class=\"in\"><span class=\"mark\">\(mark)</span><pre>\(Self.highlighted(entry.text))</pre></div>\n"
    return "<section class=\"entry\">\n\(title)\(input)\(remark)\(answers(entry))</section>"
  }

  private func answers(_ entry: Entry) -> String {
    guard !entry.answers.isEmpty else { return "" }
    let parts = entry.answers.map { answer -> String in
      switch answer {
      case .output(.text(let text)): "<pre>\(ExportText.markup(text))</pre>"
      case .output(.note(let text)): "<pre class=\"note\">\(ExportText.markup(text))</pre>"
      case .warning(let text): "<pre class=\"warning\">warning: \(ExportText.markup(text))</pre>"
      case .failure(let text): "<pre class=\"failure\">\(ExportText.markup(text))</pre>"
      case .output(.table(let table)): "<div class=\"wide\">\(table.html)</div>"
      case .output(let output): "<figure class=\"wide\">\(output.inlineSVG ?? "")</figure>"
      }
    }
    return "<div class=\"out\">\n\(parts.joined(separator: "\n"))\n</div>\n"
  }

  /// Commands with their words in colours.
  private static func highlighted(_ text: String) -> String {
    let source = SourceText(name: "", text: text)
    var html = ""
    var end = 0
    for highlight in Highlighter.highlights(of: source) {
      html += ExportText.markup(source[SourceRange(end, highlight.range.lower)])
      html += "<span class=\"\(name(of: highlight.role))\">\(ExportText.markup(source[highlight.range]))</span>"
      end = highlight.range.upper
    }
    return html + ExportText.markup(source[SourceRange(end, source.bytes.count)])
  }

  private static func name(of role: Highlight.Role) -> String {
    switch role {
    case .verb: "verb"
    case .option: "option"
    case .number: "number"
    case .string: "string"
    case .comment: "comment"
    case .fault: "fault"
    }
  }

  private static let sheet = """
    :root{--ground:#fff;--raised:#f5f7f9;--text:#1b1f24;--soft:#57606a;--edge:#d8dee4;--verb:#0550ae;--string:#0a6b3d;\
    --number:#8a3ffc;--bad:#b42318;--careful:#7a5200}
    @media (prefers-color-scheme:dark){:root{--ground:#16191d;--raised:#1e2227;--text:#e6e9ec;--soft:#a3acb5;--edge:#363d45;\
    --verb:#79b8ff;--string:#7ee2a8;--number:#c9a6ff;--bad:#ff8a80;--careful:#f0c674}}
    body{margin:0;background:var(--ground);color:var(--text);font:16px/1.55 system-ui,sans-serif}
    main{max-width:56rem;margin:0 auto;padding:2rem 1.25rem 4rem}
    section{margin:0 0 1.6rem}
    pre,code{font:13.5px/1.5 ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace}
    pre{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}
    .in{display:flex;gap:.9rem;background:var(--raised);border-left:3px solid var(--verb);border-radius:4px;\
    padding:.6rem .9rem}
    .in pre{flex:1;min-width:0}
    .mark{color:var(--soft);font-size:.8rem;white-space:nowrap;min-width:2.6rem;line-height:1.6}
    .out{padding:.6rem .9rem 0 1rem}
    .out pre+pre{margin-top:.15rem}
    .note,.remark,.comment{color:var(--soft)}
    .remark{font-style:italic;margin:.3rem 1rem}
    .warning{color:var(--careful)}
    .failure,.fault{color:var(--bad)}
    .verb{color:var(--verb);font-weight:600}
    .string{color:var(--string)}
    .number{color:var(--number)}
    .wide{overflow-x:auto;margin:.6rem 0}
    figure svg{max-width:100%;height:auto}
    table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.9rem}
    caption{text-align:left;font-weight:600;padding:.2rem 0}
    th,td{padding:.2rem .8rem .2rem 0;border-bottom:1px solid var(--edge);text-align:left;vertical-align:top}
    .r{text-align:right}
    .c{text-align:center}
    h1{font-size:1.7rem}h2{font-size:1.3rem}h3{font-size:1.1rem}
    .prose pre{background:var(--raised);padding:.6rem .9rem;border-radius:4px}
    a{color:var(--verb)}
    """
}

extension Table {
  /// A table for a page.
  var html: String {
    func side(_ column: Int) -> String {
      switch columns[column].alignment {
      case .leading: ""
      case .trailing: " class=\"r\""
      case .center: " class=\"c\""
      }
    }
    let heads = columns.indices.map { "<th scope=\"col\"\(side($0))>\(ExportText.markup(columns[$0].name))</th>" }
    let body = rows.map { row in
      "<tr>"
        + columns.indices.map { column in
          "<td\(side(column))>\(column < row.count ? ExportText.markup(row[column].plainText) : "")</td>"
        }.joined() + "</tr>"
    }
    let caption = title.isEmpty ? "" : "<caption>\(ExportText.markup(title))</caption>\n"
    return "<table>\n\(caption)<thead><tr>\(heads.joined())</tr></thead>\n<tbody>\n\(body.joined(separator: "\n"))\n"
      + "</tbody>\n</table>"
  }
}
