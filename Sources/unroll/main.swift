import ArgumentParser
import CTerminal
import Glibc

/// Statuses of the program: 0 done, 1 the script failed, 2 wrong usage. Signals end it by themselves, an interrupt (130)
/// once everything is in order, and so does the closed pipe of who reads the results (141).
enum ExitStatus {
  static let usage: Int32 = 2
  static let failed: Int32 = 1
  static let interrupted: Int32 = 130
  static let closedPipe: Int32 = 141
}

/// Ends the program as a signal ends one that does not look, so that who started it sees that signal: a loop of a shell
/// or make stops at an interrupt and goes on after a status.
func endProgram(by number: Int32) {
  signal(number, SIG_DFL)
  var set = sigset_t()
  sigemptyset(&set)
  sigaddset(&set, number)
  sigprocmask(SIG_UNBLOCK, &set, nil)
  raise(number)
}

_ = ct_guard()
do {
  try MistypedCommand.refuse(CommandLine.arguments.dropFirst().first)
  var command = try Unroll.parseAsRoot()
  try command.run()
} catch let status as ExitCode {
  if status.rawValue == ExitStatus.interrupted {
    fflush(nil)
    endProgram(by: SIGINT)
  }
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
