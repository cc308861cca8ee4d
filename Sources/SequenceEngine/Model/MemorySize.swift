import Glibc

/// A number of bytes as people read it: `3.2 GB`.
public struct MemorySize: CustomStringConvertible, Sendable {
  public var bytes: Double

  public init(_ bytes: Double) { self.bytes = bytes }

  public var description: String {
    let units = ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"]
    var value = bytes
    var unit = 0
    while value >= 1000, unit < units.count - 1 {
      value /= 1000
      unit += 1
    }
    guard unit > 0 else { return "\(Int(value)) bytes" }
    let tenths = (value * 10).rounded() / 10
    return (value >= 100 ? "\(Int(value.rounded()))" : "\(tenths)") + " " + units[unit]
  }

  /// The machine's memory.
  public static var machine: MemorySize {
    MemorySize(Double(sysconf(Int32(_SC_PHYS_PAGES))) * Double(sysconf(Int32(_SC_PAGESIZE))))
  }

  /// The most that one job may take: 70 % of the machine's memory.
  public static var allowed: MemorySize { MemorySize(machine.bytes * 0.7) }
}
