import Foundation

/// A process that gets three descriptors and nothing else. Foundation's `Process` lets every child inherit what other
/// tests have open, and a server that goes on in the background would keep those tests waiting for the end of a pipe.
struct Child {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  private let process: pid_t
  private let input: Int32
  private let output: Int32

  init(_ command: [String], environment: [String]) throws {
    var toChild: [Int32] = [-1, -1]
    var fromChild: [Int32] = [-1, -1]
    guard pipe(&toChild) == 0, pipe(&fromChild) == 0 else {
      throw Failure(description: "no pipe: \(String(cString: strerror(errno)))")
    }
    for end in toChild + fromChild { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer {
      close(toChild[0])
      close(fromChild[1])
    }
    do {
      process = try Spawn.start(
        command, environment: environment, descriptors: [.open(toChild[0]), .open(fromChild[1]), .open(fromChild[1])])
    } catch {
      close(toChild[1])
      close(fromChild[0])
      throw error
    }
    (input, output) = (toChild[1], fromChild[0])
  }

  /// Gives the input, and returns when the process has ended: its status as a shell tells it, and all it wrote.
  func finish(input text: String = "") -> (status: Int, output: String) {
    let (writer, reader) = (FileHandle(fileDescriptor: input), FileHandle(fileDescriptor: output))
    try? writer.write(contentsOf: Data(text.utf8))
    try? writer.close()
    let read = (try? reader.readToEnd()) ?? Data()
    try? reader.close()
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    let signal = Int(status & 0x7F)
    return (signal == 0 ? Int(status >> 8 & 0xFF) : 128 + signal, String(decoding: read, as: UTF8.self))
  }
}
