import Glibc
import Script
import SequenceEngine

/// How far a student is in each lesson, kept from session to session in the file `lessons` of the state folder.
///
/// One line a lesson: its name, or the path of a file of one's own, steps seen, steps, done or open, predictions right,
/// predictions made, exercises solved, separated by tabs.
public struct LessonProgress: Sendable, Equatable {
  public struct Place: Sendable, Equatable {
    /// Steps that were seen.
    public var step = 0
    /// Steps that the lesson had.
    public var steps = 0
    public var isDone = false
    public var tally = Tally()
  }

  /// What became of questions and exercises.
  public struct Tally: Sendable, Equatable {
    public var right = 0
    public var predicted = 0
    public var solved = 0
  }

  private var places: [String: Place] = [:]

  private static let head = "unroll lessons 1"

  public init() {}

  /// Of a lesson of the course.
  public subscript(name: String) -> Place? { places[name] }

  /// Of any lesson. A file of one's own was once kept by the name it was asked for with: what is there under that name
  /// belongs to the first file of that name that is taken again.
  public subscript(lesson: Lesson) -> Place? {
    get { places[lesson.file ?? lesson.name] ?? places[lesson.name] }
    set {
      places[lesson.name] = nil
      places[lesson.file ?? lesson.name] = newValue
    }
  }

  // MARK: The file

  /// Reads the file; there being none is no fault.
  ///
  /// - Returns: what was kept, and a sentence when it could not be read.
  public static func read(_ folder: String?) -> (progress: LessonProgress, fault: String?) {
    guard let path = folder.map({ $0 + "/lessons" }), ScriptFile.exists(path) else { return (LessonProgress(), nil) }
    guard let source = try? ScriptFile.read(path), let progress = LessonProgress(source.text) else {
      return (LessonProgress(), "'\(legible(path))' is not what Unroll wrote, so the course begins anew")
    }
    return (progress, nil)
  }

  /// - Returns: a sentence when it could not be kept.
  public func write(_ folder: String?) -> String? {
    guard let folder else { return nil }
    do {
      try Self.makeFolders(folder)
      try AtomicFile.write(Array(text.utf8), to: folder + "/lessons")
      return nil
    } catch {
      return "progress is not kept: \(error)"
    }
  }

  init?(_ text: String) {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: true)
    guard !lines.isEmpty, lines.removeFirst() == Self.head else { return nil }
    for line in lines {
      let words = line.split(separator: "\t", omittingEmptySubsequences: false)
      let numbers = [1, 2, 4, 5, 6].compactMap { words.indices.contains($0) ? Int(words[$0]) : nil }
      guard words.count == 7, numbers.count == 5, numbers.allSatisfy({ (0...1_000_000).contains($0) }),
        ["done", "open"].contains(words[3])
      else { return nil }
      places[String(words[0])] = Place(
        step: numbers[0], steps: numbers[1], isDone: words[3] == "done",
        tally: Tally(right: numbers[2], predicted: numbers[3], solved: numbers[4]))
    }
  }

  var text: String {
    let lines = places.sorted { $0.key < $1.key }.compactMap { name, place -> String? in
      guard !name.contains(where: { $0 == "\t" || $0.isNewline }) else { return nil }
      let tally = place.tally
      let words: [String] = [
        name, "\(place.step)", "\(place.steps)", place.isDone ? "done" : "open", "\(tally.right)", "\(tally.predicted)",
        "\(tally.solved)",
      ]
      return words.joined(separator: "\t")
    }
    return ([Self.head] + lines).joined(separator: "\n") + "\n"
  }

  private static func makeFolders(_ path: String) throws(SessionError) {
    var made = ""
    for part in path.split(separator: "/") {
      made += "/" + part
      if mkdir(made, 0o700) != 0, errno != EEXIST, access(made, X_OK) != 0 {
        throw SessionError("the folder '\(legible(made))' cannot be made: \(String(cString: strerror(errno)))")
      }
    }
  }
}
