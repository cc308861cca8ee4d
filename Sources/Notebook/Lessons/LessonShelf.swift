import Glibc
import Script
import SequenceEngine

/// The lessons that come with the program: `scripts/lessons/NN_name.rnn` under the shipped files.
public enum LessonShelf {
  /// A lesson's place in the course, its name and its file.
  public struct Slot: Sendable, Equatable {
    public var number: Int
    public var name: String
    public var path: String
  }

  /// Every shipped lesson, in the order of the course; empty where there are none.
  public static func slots(_ environment: SessionEnvironment) -> [Slot] {
    let home = try? ShippedFolder.find(home: environment.variables["UNROLL_HOME"], program: environment.programPath)
    return home.map { slots(in: $0 + "/scripts/lessons") } ?? []
  }

  /// Of the running program.
  static func slots() -> [Slot] {
    (try? ShippedFolder.find()).map { slots(in: $0 + "/scripts/lessons") } ?? []
  }

  static func slots(in folder: String) -> [Slot] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var slots: [Slot] = []
    while let item = readdir(directory) {
      let file = withUnsafePointer(to: &item.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      guard file.hasSuffix(".rnn"), let line = file.firstIndex(of: "_"), let number = Int(file[..<line]) else {
        continue
      }
      let name = String(file[file.index(after: line)...].dropLast(4))
      slots.append(Slot(number: number, name: name, path: folder + "/" + file))
    }
    return slots.sorted { ($0.number, $0.name) < ($1.number, $1.name) }
  }

  /// The lesson of that name or number, or in the file that is named.
  ///
  /// - Throws: `SessionError` when there is none, `Diagnostic` when the file is no lesson.
  public static func lesson(_ wish: String, _ environment: SessionEnvironment) throws -> Lesson {
    let slots = slots(environment)
    if let slot = slots.first(where: { $0.name == wish || String($0.number) == wish }) { return try lesson(slot) }
    if wish.hasSuffix(".rnn") {
      let path = CommandContext.path(wish, in: environment.folder)
      // A shipped one that is named by its file is the shipped one.
      let file = wish.split(separator: "/").last.map(String.init) ?? wish
      if let slot = slots.first(where: { $0.path.hasSuffix("/" + file) && isSame($0.path, path) }) {
        return try lesson(slot)
      }
      var lesson = try LessonReader.read(
        try ScriptFile.read(path), name: wish, number: nil, folder: ScriptFile.folder(of: path))
      lesson.file = ScriptFile.realPath(path)
      return lesson
    }
    guard !slots.isEmpty else {
      throw SessionError(
        "the lessons are not found", hint: "set UNROLL_HOME to the folder that holds datasets/ and scripts/lessons/")
    }
    let near = nearestName(to: wish, among: slots.map(\.name)).map { "did you mean '\($0)'?" }
    throw SessionError(
      "no lesson is called '\(wish)'",
      hint: near ?? "lesson lists them; one of your own is named by its file: lesson \"mine.rnn\"")
  }

  static func lesson(_ slot: Slot) throws -> Lesson {
    try LessonReader.read(
      try ScriptFile.read(slot.path), name: slot.name, number: slot.number, folder: ScriptFile.folder(of: slot.path))
  }

  private static func isSame(_ first: String, _ second: String) -> Bool {
    var (a, b) = (stat(), stat())
    return stat(first, &a) == 0 && stat(second, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino
  }

  // MARK: The list

  /// The course in lines: number, name, how far the student is, minutes, title.
  public static func list(_ environment: SessionEnvironment, _ progress: LessonProgress) throws -> String {
    let slots = slots(environment)
    guard !slots.isEmpty else {
      throw SessionError(
        "the lessons are not found", hint: "set UNROLL_HOME to the folder that holds datasets/ and scripts/lessons/")
    }
    let width = slots.map(\.name.count).max() ?? 0
    var lines: [String] = []
    for slot in slots {
      let lesson = try? lesson(slot)
      let place = progress[slot.name]
      let mark =
        place.map { $0.isDone ? "done" : "\($0.step)/\(max($0.step, lesson?.steps.count ?? $0.steps))" } ?? "-"
      let minutes = lesson.map { "\($0.minutes) min" } ?? ""
      lines.append(
        [
          Self.padded(String(slot.number), 2, left: true), Self.padded(slot.name, width), Self.padded(mark, 5),
          Self.padded(minutes, 6, left: true), lesson?.title ?? "(no lesson: \(legible(slot.path)) cannot be read)",
        ].joined(separator: "  "))
    }
    let done = slots.count { progress[$0.name]?.isDone == true }
    // One that was begun comes first.
    let open = slots.filter { progress[$0.name]?.isDone != true }
    let next = open.last { progress[$0.name] != nil } ?? open.first ?? slots[0]
    return (lines + ["", "\(done) of \(slots.count) done; lesson \(next.name) \(verb(progress[next.name]))"])
      .joined(separator: "\n")
  }

  private static func verb(_ place: LessonProgress.Place?) -> String {
    place.map { $0.isDone ? "shows it again" : "goes on with it" } ?? "begins it"
  }

  private static func padded(_ text: String, _ width: Int, left: Bool = false) -> String {
    let blanks = String(repeating: " ", count: max(0, width - text.count))
    return left ? blanks + text : text + blanks
  }
}
