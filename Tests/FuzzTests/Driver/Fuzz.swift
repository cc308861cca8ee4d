import Glibc

/// The driver that `scripts/fuzz` builds: libFuzzer's own, told which target. SwiftPM gives the program a main of its own,
/// so that libFuzzer's cannot be linked.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

private let target: FuzzTarget? = getenv("UNROLL_FUZZ_TARGET").flatMap { FuzzTarget.named(String(cString: $0)) }

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let start = clock()
  target?.run(Array(UnsafeBufferPointer(start: bytes, count: count)))
  // Processor time and not the clock's, so that a busy machine makes no finds.
  precondition(clock() - start < CLOCKS_PER_SEC, "an input takes more than a second")
  return 0
}

@main
enum Fuzz {
  static func main() {
    guard let target else {
      print(FuzzTarget.all.map { "\($0.name)\t\($0.corpus)" }.joined(separator: "\n"))
      exit(2)
    }
    // Words that libFuzzer puts in, in its own notation.
    if let path = getenv("UNROLL_FUZZ_WORDS") {
      let lines = target.words.map { word in
        "\"" + word.utf8.map { "\\x" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + "\""
      }
      let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
      let text = lines.joined(separator: "\n") + "\n"
      _ = write(file, text, text.utf8.count)
      close(file)
      exit(0)
    }
    var count = CommandLine.argc
    var arguments = CommandLine.unsafeArgv
    exit(runDriver(&count, &arguments, testOneInput))
  }
}
