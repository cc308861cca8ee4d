import Script
import SequenceEngine

/// The data as what they are made of: in words, or as a table of their parts.
enum DataView {
  static func output(
    _ data: Dataset, as form: String?, at argument: Argument?, _ context: CommandContext
  ) throws -> Output {
    switch form {
    case nil, "text": return .text(data.summary.joined(separator: "\n"))
    case "table", "csv": return Output.table(table(data)).shown(as: form)
    default:
      let reason = "the data are no curve and no picture, so as=\(form ?? "") cannot draw them"
      let hint = "take as=table, as=csv or as=text; unroll shows one example"
      guard let argument else { throw SessionError(reason, hint: hint) }
      throw context.failure(reason, at: argument, hint: hint)
    }
  }

  private static func table(_ data: Dataset) -> Table {
    var table = Table(
      data.name, columns: [.init("part"), .init("sequences", .number), .init("time steps", .number)])
    for part in DataPart.allCases {
      let count = data.count(part)
      let steps = count == 0 ? nil : try? data.example(part, 0).steps
      table.rows.append([
        .text(part.rawValue), count.map { .count($0) } ?? .text("fresh for every update"),
        steps.map { .count($0) } ?? .missing,
      ])
    }
    return table
  }
}
