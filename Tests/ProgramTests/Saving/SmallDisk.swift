import Foundation
import Testing

/// A file system of a few kilobytes in memory that only this value's own process has mounted; it is gone with the value.
final class SmallDisk {
  private let holder: Process
  private let mount: URL
  /// Its root, as everybody may reach it.
  let path: String

  private static let command = ["/usr/bin/unshare", "--user", "--map-root-user", "--mount", "/bin/sh", "-c"]
  static let reason: Comment = "this machine does not let a process mount a file system of its own"

  /// Whether a process may mount.
  static let canMount: Bool = {
    let disk = try? SmallDisk(kilobytes: 64)
    return disk != nil
  }()

  init(kilobytes: Int) throws {
    mount = FileManager.default.temporaryDirectory.appendingPathComponent("unroll-disk-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: mount, withIntermediateDirectories: true)
    holder = Process()
    holder.executableURL = URL(fileURLWithPath: Self.command[0])
    let (lines, input) = (Pipe(), Pipe())
    let script = "mount -t tmpfs -o size=\(kilobytes)k none \"$0\" && echo there && exec cat"
    holder.arguments = Self.command.dropFirst() + [script, mount.path]
    holder.standardOutput = lines
    holder.standardError = FileHandle.nullDevice
    holder.standardInput = input
    try holder.run()
    path = "/proc/\(holder.processIdentifier)/root\(mount.path)"
    let said = lines.fileHandleForReading.availableData
    guard String(decoding: said, as: UTF8.self) == "there\n" else {
      throw CocoaError(.fileWriteVolumeReadOnly)
    }
  }

  deinit {
    holder.terminate()
    holder.waitUntilExit()
    try? FileManager.default.removeItem(at: mount)
  }

  /// Puts a ballast on it that leaves so much room.
  func fill(leaving kilobytes: Int) throws {
    let free = try FileManager.default.attributesOfFileSystem(forPath: path)[.systemFreeSize] as? Int ?? 0
    let ballast = Data(count: max(0, free - kilobytes << 10))
    try ballast.write(to: URL(fileURLWithPath: path + "/ballast"))
  }

  /// Takes the ballast away.
  func empty() throws { try FileManager.default.removeItem(atPath: path + "/ballast") }
}
