import Foundation
import SequenceEngine
import Testing

@Suite("Arrays of an npz file")
struct ArrayTests {
  private typealias Tensor = SafetensorsFile.Tensor
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func arrays(
    _ tensors: [Tensor], _ options: ArrayOptions = ArrayOptions(normalisation: .none), split: Split = .undivided
  ) throws -> Dataset {
    try Dataset(
      .arrays(path: folder.write("a.npz", NumpyArchive.encoded(tensors)), options), split: split)
  }

  private func failure(_ tensors: [Tensor], _ options: ArrayOptions = ArrayOptions()) -> String? {
    folder.message { try arrays(tensors, options) }
  }

  private func x(_ shape: Int..., name: String = "x") -> Tensor {
    Tensor(name: name, shape: shape, (0..<shape.reduce(1, *)).map { Double($0) })
  }

  private func sorted(_ data: Dataset, _ part: DataPart = .train) throws -> [Example] {
    try (0..<data.count(part)!).map { try data.example(part, $0) }.sorted { $0.numbers[0] < $1.numbers[0] }
  }

  @Test func wholeNumbersAreClasses() throws {
    let data = try arrays([x(3, 2, 2), Tensor(name: "y", shape: [3], [7, -1, 7] as [Int64])])
    let own = try sorted(data)
    #expect(own.map(\.numbers) == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]])
    #expect(own.map(\.classes) == [[1], [0], [1]] && data.classNames == ["-1", "7"])
    #expect(
      data.shape == DataShape(input: .vector(size: 2), target: .classes(count: 2), placement: .perSequence, steps: 2))
  }

  @Test func numbersAreForTheSequenceOrForEachTimeStep() throws {
    let one = try sorted(arrays([x(2, 3), Tensor(name: "y", shape: [2], [0.5, 1.5])]))
    #expect(one.map(\.answers) == [[0.5], [1.5]])
    let each = try arrays([x(2, 3), Tensor(name: "y", shape: [2, 3, 2], (0..<12).map { Double($0) / 2 })])
    #expect(each.shape.placement == .perStep && each.shape.target == .vector(size: 2))
    #expect(try sorted(each)[1].answers == [3, 3.5, 4, 4.5, 5, 5.5])
    let bits = try arrays(
      [x(2, 3), Tensor(name: "y", shape: [2, 2], [0, 1, 1, 0] as [Int64])],
      ArrayOptions(targets: .bits, normalisation: .none))
    #expect(bits.shape.target == .bits(size: 2) && bits.shape.placement == .perSequence)
  }

  @Test func withoutTargetsTheNextTimeStepIsAskedFor() throws {
    let own = try arrays([x(2, 3, name: "signal")])
    #expect(try sorted(own).map(\.numbers) == [[0, 1], [3, 4]] && sorted(own).map(\.answers) == [[1, 2], [4, 5]])
    #expect(own.shape.targetSource == .nextInput && own.shape.steps == 2)
  }

  @Test func lengthsAreToldOrSeenByTheirPadding() throws {
    let told = try arrays(
      [
        x(2, 3), Tensor(name: "y", shape: [2, 3], [0, 1, 9, 1, 1, 0] as [Int64]),
        Tensor(name: "lengths", shape: [2], [2, 3] as [Int64]),
      ])
    #expect(try sorted(told).map(\.classes) == [[0, 1], [1, 1, 0]] && told.shape.steps == nil)
    let padded = Tensor(name: "x", shape: [2, 3], [1, Double.nan, Double.nan, 2, 3, 4])
    #expect(
      try sorted(arrays([padded, Tensor(name: "y", shape: [2], [1.0, 2])])).map(\.numbers) == [[1], [2, 3, 4]])
  }

  @Test func arraysOfPartsTellThePartsAndTheScaleIsThatOfTraining() throws {
    let data = try arrays(
      [
        x(4, 2, name: "x_train"), Tensor(name: "y_train", shape: [4], [0, 1, 0, 1] as [Int64]), x(2, 2, name: "x_test"),
        Tensor(name: "y_test", shape: [2], [1, 0] as [Int64]),
      ], ArrayOptions(normalisation: .minmax))
    #expect(DataPart.allCases.map { data.count($0) } == [4, 0, 2])
    let sevenths: [[Double]] = [[0, 1.0 / 7], [2.0 / 7, 3.0 / 7]]
    #expect(try sorted(data, .test).map(\.numbers) == sevenths)
  }

  @Test func whatDoesNotFitIsNamed() throws {
    let y = Tensor(name: "y", shape: [2], [0, 1] as [Int64])
    #expect(
      failure([x(3, 2), y])?.contains("array 'y': expected 3 targets, one for each sequence, found the shape [2]")
        == true)
    #expect(failure([x(4), y])?.contains("expected the shape [sequences, time steps]") == true)
    #expect(
      failure([x(2, 2), y], ArrayOptions(y: "z"))?.contains(", target=: expected an array of the archive, found 'z'")
        == true)
    #expect(failure([x(2, 2), y], ArrayOptions(x: "z"))?.contains(", array=: expected an array") == true)
    #expect(failure([x(2, 2), y], ArrayOptions(lengths: "z"))?.contains(", length=: expected an array") == true)
    let ofParts = [x(2, 2, name: "x_train"), x(2, 2, name: "x_val")]
    let targets = Tensor(name: "z_train", shape: [2], [0, 1] as [Int64])
    #expect(
      failure(ofParts + [targets], ArrayOptions(y: "z"))?
        .contains(", target=: expected an array of the archive, found 'z_val'") == true)
    #expect(
      failure([Tensor(name: "x", shape: [2, 2], [1, Double.nan, Double.nan, 2]), y])?
        .contains("array 'x', sequence 2, t = 1: expected a number below 1e150, found nan") == true)
    #expect(
      failure([x(2, 2), y, Tensor(name: "lengths", shape: [2], [2, 3] as [Int64])])?
        .contains("expected from 1 to 2 time steps, found 3") == true)
    #expect(
      failure([x(2, 2), Tensor(name: "y", shape: [2], [5, 5] as [Int64])])?.contains(
        "from 2 to 10,000 classes, found 1") == true)
    #expect(failure([x(2, 1)])?.contains("at least 2 time steps") == true)
    #expect(
      folder.message { try Dataset(.arrays(path: folder.write("t.npz", "text"), ArrayOptions())) }?
        .contains("expected an archive of arrays") == true)
  }
}
