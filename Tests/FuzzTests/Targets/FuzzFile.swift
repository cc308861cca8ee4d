import Glibc

/// Bytes as a file that has a path, is on no disk and goes with the process, for readers that take paths. There is one
/// such file, which each call fills anew: making one takes longer than most readers do.
func withFile<Result>(_ bytes: [UInt8], _ body: (String) throws -> Result) throws -> Result {
  precondition(ftruncate(file, 0) == 0, "the file in memory is lost")
  precondition(pwrite(file, bytes, bytes.count, 0) == bytes.count, "a file in memory takes every byte")
  return try body(path)
}

private let file: Int32 = {
  var name = Array("/dev/shm/unroll-fuzz-XXXXXX".utf8CString)
  let file = mkstemp(&name)
  precondition(file >= 0, "no memory for a file")
  unlink(name)
  return file
}()

private let path = "/proc/self/fd/\(file)"
