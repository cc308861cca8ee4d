import Foundation
import Notebook

/// Sessions one after the other that keep their journals in one folder, each given up without being closed, as a killed
/// program leaves it.
struct JournalFolder {
  let files: ScriptFolder

  init() throws { files = try ScriptFolder() }

  var path: String { files.path }

  var journals: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".journal") } }
  }

  func desk() -> Desk { Desk(liveFiles: LiveFiles(folder: path)) }

  func desk(after jobs: SessionJob...) -> Desk {
    let desk = desk()
    for job in jobs.dropLast() { desk.jobs.send(job) }
    desk.run(jobs[jobs.count - 1])
    return desk
  }
}
