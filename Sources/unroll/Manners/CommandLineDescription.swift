import FoundationEssentials

/// The commands, arguments and options of the program as the argument parser knows them: the one source of `--help`, of
/// the shells' completions and of the man page.
struct CommandLineDescription: Decodable {
  struct Command: Decodable {
    var commandName: String
    var abstract: String?
    var subcommands: [Command]?
    var arguments: [Argument]?
    var defaultSubcommand: String?

    var positionals: [Argument] { (arguments ?? []).filter { $0.kind == .positional } }
    var options: [Argument] { (arguments ?? []).filter { $0.kind != .positional } }
  }

  struct Argument: Decodable {
    enum Kind: String, Decodable { case positional, option, flag }
    struct Name: Decodable {
      enum Kind: String, Decodable { case long, short, longWithSingleDash }
      var kind: Kind
      var name: String
      var text: String { (kind == .long ? "--" : "-") + name }
    }
    enum Completion: Decodable {
      case list(values: [String])
      case file(extensions: [String])
      case directory, custom, customAsync
      case shellCommand(command: String)
    }

    var kind: Kind
    var isOptional: Bool
    var isRepeating: Bool
    var names: [Name]?
    var valueName: String?
    var defaultValue: String?
    var allValues: [String]?
    var completionKind: Completion?
    var abstract: String?

    /// `--help` before `-h`.
    var spellings: [String] {
      (names ?? []).sorted { $0.kind == .long && $1.kind != .long }.map(\.text)
    }
    /// What stands for the value in a usage line: `SEED`.
    var value: String { (valueName ?? "value").uppercased() }
    var values: Values {
      if let words = allValues { return .words(words) }
      return switch completionKind {
      case .list(let words): .words(words)
      case .file(let endings): .files(ending: endings.first)
      default: .free
      }
    }
  }

  /// What may be written as a value.
  enum Values {
    case words([String])
    /// File names, those of one ending or all.
    case files(ending: String?)
    case free
  }

  private var command: Command

  static func ofProgram() throws -> CommandLineDescription {
    try JSONDecoder().decode(CommandLineDescription.self, from: Data(Unroll._dumpHelp().utf8))
  }

  /// The commands by their names.
  var commands: [Command] {
    (command.subcommands ?? []).map { sub in
      var sub = sub
      if sub.commandName == "help" {
        sub.arguments = sub.positionals.map { argument in
          var argument = argument
          argument.allValues = names
          return argument
        }
      }
      return sub
    }
  }
  var names: [String] { (command.subcommands ?? []).map(\.commandName) }
  /// The command that is meant where none is named, with the options of the program as a whole.
  var usual: Command {
    var usual = commands.first { $0.commandName == command.defaultSubcommand } ?? command
    let own = Set(usual.options.flatMap(\.spellings))
    usual.arguments = (usual.arguments ?? []) + command.options.filter { own.isDisjoint(with: $0.spellings) }
    return usual
  }
  var abstract: String { command.abstract ?? "" }
}
