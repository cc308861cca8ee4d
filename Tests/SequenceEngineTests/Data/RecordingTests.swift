import Foundation
import SequenceEngine
import Testing

@Suite("Recordings and strips of them")
struct RecordingTests {
  private static let file = """
    # two classes, two dimensions, three time steps
    @problemName tiny
    @classLabel true a b
    @data
    1,2,3:10,20,30:b
    4,5,6:40,50,60:a
    7,8,9:70,80,90:b
    """

  private func read(
    _ text: String = file, _ options: RecordingOptions = RecordingOptions(normalisation: .none),
    strips: StripOptions? = nil, batch: BatchSettings = .standard
  ) throws -> Dataset {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString + ".ts").path
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let request = strips.map { DataRequest.strips(path: path, $0) } ?? .recordings(path: path, options)
    return try Dataset(request, split: .undivided, batch: batch)
  }

  /// Every recording's numbers, by the class and the first number, so that the order of the seed does not matter.
  private func inputs(_ data: Dataset) throws -> [[Double]] {
    try (0..<3).map { try data.example(.train, $0).numbers }.sorted { $0[0] < $1[0] }
  }

  @Test func aTimeStepHasTheNumbersOfAllDimensions() throws {
    let data = try read()
    #expect(try inputs(data)[0] == [1, 10, 2, 20, 3, 30])
    #expect(data.shape.input == .vector(size: 2) && data.shape.steps == 3 && data.classNames == ["a", "b"])
  }

  @Test func turnedADimensionIsATimeStep() throws {
    let data = try read(Self.file, RecordingOptions(order: .turned, normalisation: .none))
    #expect(try inputs(data)[0] == [1, 2, 3, 10, 20, 30])
    #expect(data.shape.input == .vector(size: 3) && data.shape.steps == 2)
  }

  @Test func permutedEveryRecordingHasTheSameOrder() throws {
    let values = try inputs(read(Self.file, RecordingOptions(order: .values, normalisation: .none)))
    let data = try read(Self.file, RecordingOptions(order: .permuted, normalisation: .none))
    let permuted = try (0..<3).map { try data.example(.train, $0).numbers }
    let order = permuted.map { row in
      values.first { Set($0) == Set(row) }.map { own in row.map { own.firstIndex(of: $0)! } }
    }
    #expect(Set(order).count == 1 && order[0] != nil && order[0] != Array(0..<6))
  }

  @Test func theScaleIsThatOfTheTrainingPart() throws {
    let data = try read(Self.file, RecordingOptions(normalisation: .minmax))
    #expect(try inputs(data).flatMap { $0 }.max() == 1)
    #expect(data.normalisation?.inputs.map(\.offset) == [1, 10])
  }

  @Test func aStripIsRecordingsEndToEndWithTheirClassesInOrder() throws {
    let own = try inputs(read())
    let options = StripOptions(recordings: RecordingOptions(normalisation: .none), length: 4, gap: 2)
    let data = try read(strips: options)
    for index in 0..<3 {
      let example = try data.example(.train, index)
      guard case .labels(let rows) = example.target else { return #expect(Bool(false), "labels") }
      // What stands between empty time steps are whole recordings of the classes told.
      var (rest, found) = (example.numbers[...], [Int32]())
      while !rest.isEmpty {
        if rest.prefix(2).allSatisfy({ $0 == 0 }) {
          rest = rest.dropFirst(2)
        } else {
          let recording = try #require(own.firstIndex { $0 == Array(rest.prefix(6)) })
          found.append(recording == 1 ? 0 : 1)
          rest = rest.dropFirst(6)
        }
      }
      #expect([found] == rows && (2...4).contains(found.count))
    }
  }

  @Test(arguments: [
    ("@data\n1,2:3,4:a\n1,2:3:b\n", "2 numbers in dimension 2"), ("@data\n1,2:a\n1,x:b\n", "'x'"),
    ("@data\n1,2:3,4:a\n1,2:b\n", "2 dimensions"), ("1,2:a\n", "@data"), ("@data\n1,2:a\n3,4:a\n", "only 'a'"),
    ("@timestamps true\n@data\n", "time stamps"), ("@data\n1,2:\n", "no class"),
  ])
  func whatIsWrongIsNamed(_ text: String, _ message: String) {
    #expect {
      try read(text)
    } throws: { "\($0)".contains(message) }
  }

  @Test func turningNeedsOneLength() {
    #expect {
      try read("@data\n1,2:3,4:a\n1:2:b\n", RecordingOptions(order: .turned))
    } throws: { "\($0)".contains("recording 2") && "\($0)".contains("order=steps") }
  }
}
