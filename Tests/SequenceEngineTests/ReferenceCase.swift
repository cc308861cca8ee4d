import Foundation
import SequenceEngine
import Testing

/// Numbers that PyTorch computed in float64: from the folder beside this file, or the one that UNROLL_REFERENCE names.
struct ReferenceCase {
  private let fields: [String: Any]

  static var isElsewhere: Bool { ProcessInfo.processInfo.environment["UNROLL_REFERENCE"] != nil }

  /// Cases that stand beside this file alone: another folder need not have them.
  private static let ownAlone: Set = ["stack_lstm_2layers_bidirectional_projected"]

  init(_ name: String) throws {
    let shipped = Bundle.module.url(forResource: "Reference", withExtension: nil)
    let other = ProcessInfo.processInfo.environment["UNROLL_REFERENCE"].map { URL(fileURLWithPath: $0) }
    let folder = try #require(Self.ownAlone.contains(name) ? shipped : other ?? shipped)
    let data = try Data(contentsOf: folder.appendingPathComponent(name + ".json"))
    fields = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  /// A field by its path: "weights.weight_ih_l0".
  private func field(_ path: String) -> Any? {
    var rest: Any = fields
    var key = path
    while let place = rest as? [String: Any] {
      if let found = place[key] { return found }
      guard let dot = key.firstIndex(of: ".") else { return nil }
      guard let next = place[String(key[..<dot])] else { return nil }
      rest = next
      key = String(key[key.index(after: dot)...])
    }
    return nil
  }

  /// All numbers of a nested list, row-major; nil when the field is missing or no list.
  func numbers(_ path: String) -> [Double]? {
    guard let value = field(path), !(value is String) else { return nil }
    func flatten(_ value: Any) -> [Double] {
      if let list = value as? [Any] { return list.flatMap(flatten) }
      return (value as? NSNumber).map { [$0.doubleValue] } ?? []
    }
    return flatten(value)
  }

  func number(_ path: String) throws -> Double { try #require(field(path) as? NSNumber).doubleValue }
  func integer(_ path: String) throws -> Int { Int(try number(path)) }
  func text(_ path: String) -> String? { field(path) as? String }
  func names(_ path: String) -> [String] { (field(path) as? [String: Any])?.keys.sorted() ?? [] }
}

/// Largest difference of two arrays, divided by the largest value of the expected one.
func relativeDifference(_ actual: [Double], _ expected: [Double]) -> Double {
  guard actual.count == expected.count else { return .infinity }
  let largest = expected.reduce(1e-300) { max($0, abs($1)) }
  return zip(actual, expected).reduce(0) { max($0, $1.0.isNaN || $1.1.isNaN ? .infinity : abs($1.0 - $1.1)) } / largest
}

/// [T, B, D] to rows of examples: [B][T·D].
func rows(_ values: [Double], steps: Int, rows: Int, width: Int) -> [[Double]] {
  (0..<rows).map { row -> [Double] in
    var own: [Double] = []
    for t in 0..<steps {
      let start = (t * rows + row) * width
      own += values[start..<start + width]
    }
    return own
  }
}
