import Script

/// A command that `def` made, with the source that its places refer to and the folder of that script.
public struct Routine: Sendable {
  public var definition: Definition
  public var source: SourceText
  public var folder: String

  var place: Interpreter.Place { Interpreter.Place(source: source, folder: folder) }

  /// `net kind [n=8]`
  var usage: String {
    let parameters = definition.parameters.map { parameter in
      parameter.defaultValue.map { "[\(parameter.name.text)=\(source[$0.range])]" } ?? parameter.name.text
    }
    return ([definition.name.text] + parameters).joined(separator: " ")
  }

  /// What help says about it: how it is called, and its lines.
  var help: String {
    let start = source.position(at: definition.name.range.lower)
    let body = definition.body.map { "  " + source[$0.range] }
    let lines = body.flatMap { $0.split(separator: "\n", omittingEmptySubsequences: false) }.map { "  " + $0 }
    return
      ([
        "\(definition.name.text): a command of yours, made at \(legible(source.name)):\(start.line)", "", "  \(usage)",
        "",
      ]
      + lines.map { legible(String($0)) }).joined(separator: "\n")
  }

  /// The same as completion reads it: every parameter by its place, those with a default by name too.
  var spec: CommandSpec {
    CommandSpec(
      definition.name.text, family: "yours", summary: "a command of yours",
      arguments: definition.parameters.map {
        ArgumentSpec($0.name.text, .value, isOptional: $0.defaultValue != nil)
      },
      options: definition.parameters.map { parameter in
        OptionSpec(
          parameter.name.text, .value, "a parameter", default: parameter.defaultValue.map { source[$0.range] })
      })
  }
}
