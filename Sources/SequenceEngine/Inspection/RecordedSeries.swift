/// Numbers of every time step of one quantity: [T, width].
public struct RecordedSeries: Sendable, Equatable {
  public let width: Int
  /// [T · width].
  public let values: [Double]

  public init(width: Int, values: [Double]) {
    self.width = width
    self.values = values
  }

  public var steps: Int { width > 0 ? values.count / width : 0 }

  /// The vector of time step t, counted from 1.
  public func at(_ t: Int) -> [Double] { Array(values[(t - 1) * width..<t * width]) }

  /// The first time steps alone.
  public func prefix(_ count: Int) -> RecordedSeries {
    guard count < steps else { return self }
    return RecordedSeries(width: width, values: Array(values.prefix(count * width)))
  }

  /// The series with steps of NaN behind its end, up to so many.
  func padded(to steps: Int) -> RecordedSeries {
    guard steps > self.steps else { return self }
    return RecordedSeries(width: width, values: values + Array(repeating: .nan, count: (steps - self.steps) * width))
  }

  /// Euclidean norm of each time step's vector; [T].
  public var norms: [Double] { (0..<steps).map { norm(at: $0 + 1) } }

  /// Euclidean norm of the vector of time step t, counted from 1.
  public func norm(at t: Int) -> Double {
    values.withUnsafeBufferPointer { all in
      let row = all[(t - 1) * width..<t * width]
      // Scaled by the largest, so that gradients near 1e-200 do not vanish in their squares.
      let largest = row.reduce(0) { max($0, abs($1)) }
      guard largest > 0, largest.isFinite else { return row.contains { $0.isNaN } ? .nan : largest }
      return largest * row.reduce(0) { $0 + ($1 / largest) * ($1 / largest) }.squareRoot()
    }
  }
}
