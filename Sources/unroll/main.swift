import ArgumentParser
import CTerminal
import Glibc

/// Statuses of the program: 0 done, 1 the script failed, 2 wrong usage, 130 interrupted; signals end it by themselves,
/// and so does the closed pipe of who reads the results.
enum ExitStatus {
  static let usage: Int32 = 2
  static let failed: Int32 = 1
  static let interrupted: Int32 = 130
  static let closedPipe: Int32 = 141
}

/// Ends the program as a closed pipe ends one that does not look: quietly, and with 141 for the shell.
func endByClosedPipe() {
  signal(SIGPIPE, SIG_DFL)
  raise(SIGPIPE)
}

_ = ct_guard()
do {
  var command = try Unroll.parseAsRoot()
  try command.run()
} catch let status as ExitCode {
  exit(status.rawValue)
} catch {
  let message = Unroll.fullMessage(for: error)
  if Unroll.exitCode(for: error).isSuccess {
    print(message)
    exit(0)
  }
  complain(message)
  exit(Unroll.exitCode(for: error) == .validationFailure ? ExitStatus.usage : ExitStatus.failed)
}
