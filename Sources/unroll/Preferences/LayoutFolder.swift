import CursesTerminal
import Notebook

extension LayoutFile {
  /// `layouts` in the folder of what outlives a session; nil when there is none.
  @MainActor static func ofProgram() -> LayoutFile? {
    guard let folder = UserFolder.state, UserFolder.make(folder) else { return nil }
    return LayoutFile(path: folder + "/layouts")
  }
}
