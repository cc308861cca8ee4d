import CNcurses
import CTerminal
import Glibc
import TerminalUI

/// What the terminal at the standard streams is and can do, read once at the start.
public struct TerminalTraits: Sendable {
  public let isInputTerminal: Bool
  public let isOutputTerminal: Bool
  public let isErrorTerminal: Bool
  public let characters: CharacterSet
  /// For standard output.
  public let colour: ColourDepth
  /// For standard error.
  public let errorColour: ColourDepth
  /// False for TERM=dumb, unset or unknown: there is the plain prompt then, and no full screen.
  public let canPlaceCursor: Bool
  /// The name under which terminfo knows this terminal with 16.7 M colours, where the name in TERM tells fewer.
  let directColourName: String?

  /// Both ends of the conversation are a terminal: ask, show progress.
  public var isInteractive: Bool { isInputTerminal && isOutputTerminal }

  /// Reads streams, environment, locale and terminfo. The C library's character type becomes the user's, or UTF-8
  /// where the user has none, since readline drops typed letters outside ASCII otherwise; numbers keep their decimal
  /// point.
  public static func detect(colour choice: ColourChoice = .auto, asciiOnly: Bool = false) -> TerminalTraits {
    let (input, output, error) = (isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1, isatty(STDERR_FILENO) == 1)
    let terminfo = Terminfo.read()
    func depth(_ isTerminal: Bool) -> ColourDepth {
      ColourDepth(
        choice: choice, isTerminal: isTerminal, terminfoColours: terminfo.colours, environment: environment)
    }
    return TerminalTraits(
      isInputTerminal: input, isOutputTerminal: output, isErrorTerminal: error,
      characters: localeSpeaksUTF8() && !asciiOnly ? .unicode : .ascii, colour: depth(output),
      errorColour: depth(error), canPlaceCursor: terminfo.canPlaceCursor,
      directColourName: depth(output) == .trueColour ? Terminfo.directColourName() : nil)
  }

  /// Columns of standard output now: the terminal's own, else `COLUMNS`, else 80.
  public static func width() -> Int {
    var columns: CInt = 0
    var rows: CInt = 0
    if ct_window_size(&columns, &rows) { return min(max(Int(columns), 1), 1000) }
    guard let told = environment("COLUMNS").flatMap({ Int($0) }), told > 0 else { return 80 }
    return min(told, 1000)
  }

  /// Whether nobody is at the other end of standard input any more.
  public static var isHungUp: Bool {
    var input = pollfd(fd: STDIN_FILENO, events: 0, revents: 0)
    return poll(&input, 1, 0) > 0
  }

  private static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  private static func localeSpeaksUTF8() -> Bool {
    func charsetIsUTF8() -> Bool { nl_langinfo(nl_item(CODESET)).map { String(cString: $0) == "UTF-8" } ?? false }
    let own = setlocale(LC_CTYPE, "").map { String(cString: $0) }
    setlocale(LC_NUMERIC, "C")
    if charsetIsUTF8() { return true }
    // A locale that is missing or plain C says nothing about what is typed, and UTF-8 reads ASCII as well; what is
    // written stays ASCII. A real other charset is respected.
    if own == nil || own == "C" || own == "POSIX" { setlocale(LC_CTYPE, "C.UTF-8") }
    return false
  }
}

/// The facts that are taken from terminfo.
private struct Terminfo {
  var colours: Int
  var canPlaceCursor: Bool

  static func read() -> Terminfo {
    guard getenv("TERM") != nil, select(nil) else { return Terminfo(colours: 0, canPlaceCursor: false) }
    let cup = tigetstr("cup")
    return Terminfo(
      colours: Int(tigetnum("colors")), canPlaceCursor: cup != nil && cup != UnsafeMutablePointer(bitPattern: -1))
  }
  /// `xterm-direct` for `xterm-256color`: an entry in which the number of a colour is its red, green and blue. It comes
  /// with Debian's ncurses-term; without it 256 colours are used.
  static func directColourName() -> String? {
    guard let name = getenv("TERM").map({ String(cString: $0) }), !name.hasSuffix("-direct") else { return nil }
    let direct = (name.hasSuffix("-256color") ? String(name.dropLast(9)) : name) + "-direct"
    guard select(direct), tigetnum("colors") >= 1 << 24 else { return nil }
    return direct
  }

  /// Makes an entry the current one. With an error variable `setupterm` returns for an unknown name; without one it
  /// would end the program.
  private static func select(_ name: String?) -> Bool {
    var status: CInt = 0
    return setupterm(name, STDOUT_FILENO, &status) == OK && status == 1
  }
}
