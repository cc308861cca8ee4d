import Glibc

/// The arithmetic functions; `builtinFunctions` tells what they do.
enum BuiltinFunction: String {
  case sqrt, exp, log, log10, abs, min, max, floor, round, mean, std, sum, len, random
  case isNaN = "is_nan"
  case isFinite = "is_finite"

  /// How many values it may be given.
  var valueCounts: ClosedRange<Int> {
    switch self {
    case .random: 0...0
    case .round: 1...2
    case .sum: 0...Int.max
    case .min, .max, .mean, .std: 1...Int.max
    default: 1...1
    }
  }

  func apply(_ arguments: [Value], random draw: () throws -> Double) throws -> Value {
    switch self {
    case .sqrt: try each(arguments, Glibc.sqrt)
    case .exp: try each(arguments, Glibc.exp)
    case .log: try each(arguments, Glibc.log)
    case .log10: try each(arguments, Glibc.log10)
    case .abs: try each(arguments) { $0.magnitude }
    case .floor: try each(arguments) { $0.rounded(.down) }
    case .round: try round(arguments)
    case .isNaN: .bool(try single(arguments).isNaN)
    case .isFinite: .bool(try single(arguments).isFinite)
    case .len: try length(arguments)
    case .random:
      if arguments.isEmpty { .number(try draw()) } else { throw misuse("takes no value", arguments) }
    case .sum: .number(try numbers(arguments, orMore: 0).reduce(0, +))
    case .min: .number(try extreme(arguments) { $0 < $1 })
    case .max: .number(try extreme(arguments) { $0 > $1 })
    case .mean: .number(Self.mean(try numbers(arguments)))
    case .std: .number(Self.deviation(try numbers(arguments)))
    }
  }

  private func misuse(_ expectation: String, _ arguments: [Value]) -> EvaluationFailure {
    let given = arguments.isEmpty ? "nothing" : arguments.map(\.briefly).joined(separator: ", ")
    return EvaluationFailure("\(rawValue) \(expectation), given \(given)")
  }

  private func single(_ arguments: [Value]) throws -> Double {
    guard arguments.count == 1, case .number(let number) = arguments[0] else {
      throw misuse("takes one number", arguments)
    }
    return number
  }

  /// One number, or each number of a list.
  private func each(_ arguments: [Value], _ function: (Double) -> Double) throws -> Value {
    guard arguments.count == 1 else { throw misuse("takes one number or one list", arguments) }
    switch arguments[0] {
    case .number(let number): return .number(function(number))
    case .list: return .list(try numbers(arguments, orMore: 0).map { .number(function($0)) })
    default: throw misuse("takes one number or one list", arguments)
    }
  }

  /// The numbers of one list, or the arguments themselves.
  private func numbers(_ arguments: [Value], orMore least: Int = 1) throws -> [Double] {
    var values = arguments
    if arguments.count == 1, case .list(let items) = arguments[0] { values = items }
    let numbers = try values.map { value in
      guard case .number(let number) = value else { throw misuse("takes numbers or one list of numbers", arguments) }
      return number
    }
    guard numbers.count >= least else {
      throw EvaluationFailure(
        "\(rawValue) needs at least one number, given \(arguments.isEmpty ? "nothing" : "an empty list")")
    }
    return numbers
  }

  /// NaN among the numbers makes the answer NaN.
  private func extreme(_ arguments: [Value], _ isBetter: (Double, Double) -> Bool) throws -> Double {
    let numbers = try numbers(arguments)
    return numbers.dropFirst().reduce(numbers[0]) { best, next in
      best.isNaN || !(next.isNaN || isBetter(next, best)) ? best : next
    }
  }

  private func round(_ arguments: [Value]) throws -> Value {
    guard arguments.count == 2 else { return try each(arguments) { $0.rounded() } }
    guard case .number(let digits) = arguments[1], let count = Int(exactly: digits), (0...15).contains(count) else {
      throw misuse("takes a number and 0 to 15 digits", arguments)
    }
    let scale = pow(10, Double(count))
    return try each([arguments[0]]) {
      let scaled = ($0 * scale).rounded() / scale
      return scaled.isFinite ? scaled : $0
    }
  }

  private func length(_ arguments: [Value]) throws -> Value {
    switch arguments.count == 1 ? arguments[0] : nil {
    case .list(let items): return .number(Double(items.count))
    case .text(let text): return .number(Double(text.count))
    default: throw misuse("takes one list or one text", arguments)
    }
  }

  private static func mean(_ numbers: [Double]) -> Double { numbers.reduce(0, +) / Double(numbers.count) }

  /// The deviation of the numbers themselves, divided by n.
  private static func deviation(_ numbers: [Double]) -> Double {
    let center = mean(numbers)
    return mean(numbers.map { ($0 - center) * ($0 - center) }).squareRoot()
  }
}
