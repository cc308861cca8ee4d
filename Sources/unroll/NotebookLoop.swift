import CTerminal
import CursesTerminal
import Glibc
import Notebook
import Script
import TerminalUI

/// The notebook's screen: the main thread owns the terminal and waits for keys and for news of the session, which works
/// on a thread of its own.
@MainActor
final class NotebookLoop {
  private let screen: Screen
  private let keys: KeyReader
  private let editor: LineEditor
  private let session: SessionLink
  private let liveFiles = LiveFiles.ofProgram()
  /// Whether the terminal went away: then the session was not closed by anybody.
  private var isCutOff = false
  private let theme: Theme
  private let layoutFile = LayoutFile.ofProgram()
  private let firstLayout: ScreenLayout
  private var state: AppState
  private var isEnding = false

  /// Whether the screen is behind the state, and when it may be drawn.
  private var pacing = FramePacing()

  /// `nil` when the terminal or the system do not allow it; nothing was written then.
  ///
  /// - Parameter first: a command to begin with.
  init?(
    opening file: String?, entering first: String? = nil, isTeaching: Bool = false, traits: TerminalTraits,
    preferences: Preferences
  ) {
    let session = SessionLink()
    let theme = preferences.theme
    let editor = LineEditor(usesViKeys: preferences.usesViKeys, help: session.help)
    guard session.start(seed: preferences.seed, liveFiles, preferences.keptResults, layoutFile) else { return nil }
    guard let screen = Screen(traits, theme: theme) else {
      editor.close()
      return nil
    }
    guard let keys = KeyReader() else {
      screen.close()
      editor.close()
      return nil
    }
    (self.session, self.editor, self.screen, self.keys, self.theme) = (session, editor, screen, keys, theme)
    state = AppState(
      size: screen.size, characters: traits.characters, history: editor.history.entries(last: 1000),
      isTeaching: isTeaching)
    if let last = layoutFile?[LayoutFile.last] { state.use(last) }
    firstLayout = state.layout
    session.tell(firstLayout)
    if let file { handle(update(&state, .opened(file))) }
    if let first { handle(update(&state, .entered(first))) }
  }

  /// Runs to the end of the notebook.
  func status() -> Int32 {
    pacing.request(.key)
    while !isEnding {
      if pacing.isDue(Monotonic.now) {
        screen.show(render(state))
        pacing.drawn(Monotonic.now)
      }
      wait()
    }
    screen.close()
    editor.close()
    if let note = editor.history.note { complain(note) }
    keepLayout()
    guard !isCutOff else { return 0 }
    guard case .kept(let note) = state.snapshot.leaving else {
      liveFiles?.removeAll()
      return 0
    }
    liveFiles?.removeAll(keepingJournal: true)
    complain("note: \(note)")
    return 0
  }

  /// The next session begins as this one was left.
  private func keepLayout() {
    guard state.layout != firstLayout, let layoutFile else { return }
    do {
      try layoutFile.keep(state.layout, as: LayoutFile.last)
    } catch {
      complain("note: the layout of the screen is not kept: \(error)")
    }
  }

  /// Sleeps until something happens or is due, and takes it in.
  private func wait() {
    var sources = [
      pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
      pollfd(fd: ct_wake_descriptor(), events: Int16(POLLIN), revents: 0),
    ]
    let due = [pacing.due, state.wakeAt].compactMap { $0 }.min()
    let milliseconds = due.map { min(max(($0 - Monotonic.now) * 1000, 0), 60_000).rounded(.up) } ?? -1
    let ready = poll(&sources, nfds_t(sources.count), Int32(milliseconds))
    if ready < 0, errno != EINTR { return take(.ended, .key) }
    let isTime = state.wakeAt.map { $0 <= Monotonic.now } ?? false
    // Times in the state are those of the latest tick, so keys want a fresh one.
    handle(update(&state, .tick(Monotonic.now)))
    if isTime { pacing.request(.news) }
    takeSignals(Int(ct_take_signals()))
    if let snapshot = session.latest() {
      screen.use(Theme.named.first { $0.name == snapshot.theme }?.theme ?? theme)
      take(.session(snapshot), .news)
    }
    guard ready > 0, sources[0].revents != 0 else { return }
    for event in keys.read() { take(event, .key) }
    // Nobody is at the other end of the terminal any more.
    if sources[0].revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 {
      isCutOff = true
      take(.ended, .key)
    }
  }

  private func takeSignals(_ signals: Int) {
    if signals & CT_INTERRUPTED != 0 {
      // It means what the key means, which may be no interrupt at all.
      ct_clear_interrupt()
      take(.key(KeyPress(.character("c"), .control)), .key)
    }
    if signals & CT_STOP_ASKED != 0 { perform(.suspend) }
    if signals & CT_CONTINUED != 0 { screen.resume() }
    if signals & (CT_RESIZED | CT_CONTINUED) != 0 {
      screen.resize()
      take(.resized(screen.size), .key)
    }
  }

  private func take(_ event: Event, _ cause: FramePacing.Cause) {
    pacing.request(cause)
    handle(update(&state, event))
    session.tell(state.layout)
  }

  private func handle(_ effects: [Effect]) { for effect in effects { perform(effect) } }

  private func perform(_ effect: Effect) {
    switch effect {
    case .edit(let press): takeAll(editor.press(press))
    case .insert(let text): takeAll(editor.insert(text))
    case .replaceLine(let text, let cursor): takeAll(editor.replace(text, cursor: cursor))
    case .submit(let job): session.submit(job)
    case .interrupt: ct_interrupt()
    case .suspend:
      screen.suspend()
      take(.resized(screen.size), .key)
    case .redraw: screen.redraw()
    case .bell: screen.bell()
    case .quit: isEnding = true
    }
  }

  private func takeAll(_ events: [Event]) { for event in events { take(event, .key) } }
}
