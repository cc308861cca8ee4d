/// A change of the notebook's entries themselves, to be taken back.
struct Arrangement: Equatable {
  let before: [Entry]
  let after: [Entry]
  /// Bytes that it holds of its own, for the budget of `undo`.
  let size: Int

  init(_ before: [Entry], _ after: [Entry]) {
    (self.before, self.after) = (before, after)
    let present = Dictionary(after.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    // What did not change shares its text and its answers with the notebook.
    size = before.filter { $0 != present[$0.id] }.reduce(512 * (before.count + after.count)) { $0 + $1.size }
  }
}

extension Entry {
  /// Bytes of its text and answers, about.
  var size: Int {
    answers.reduce(text.utf8.count) { sum, answer in
      switch answer {
      case .output(.text(let text)), .output(.note(let text)), .warning(let text), .failure(let text):
        sum + 64 + text.utf8.count
      case .output(.heat(let map)): sum + 8 * map.rows.reduce(0) { $0 + $1.count }
      case .output: sum + 4096
      }
    }
  }
}

/// What is done to entries as such.
public enum EntryChange: Sendable, Equatable {
  case delete(Int)
  /// To the place of another one; those between move along.
  case move(Int, toPlaceOf: Int)
  /// Before a line, counted from 1; nil: each statement becomes an entry.
  case split(Int, line: Int?)
  /// With the entry below.
  case merge(Int)
  /// Keeps what it computes on the disk, or no longer.
  case once(Int)
}

extension Document {
  /// Moves, deletes, parts or joins entries.
  ///
  /// - Parameter pieces: a text's statements, each with the comments before it.
  /// - Returns: what was done, in words.
  /// - Throws: `SessionError`; nothing has changed then.
  mutating func arrange(
    _ change: EntryChange, pieces: (String) -> [String]
  ) throws(SessionError) -> String {
    let said: String
    switch change {
    case .delete(let id): said = try delete(place(id))
    case .move(let id, let other): said = try move(place(id), to: place(other))
    case .split(let id, let line): said = try split(place(id), before: line, pieces)
    case .merge(let id): said = try merge(place(id))
    case .once(let id): said = try markOnce(place(id))
    }
    isChanged = true
    return said
  }

  private func place(_ id: Int) throws(SessionError) -> Int {
    guard let place = entries.firstIndex(where: { $0.id == id }) else { throw SessionError("there is no such entry") }
    guard !entries[place].isWaiting else { throw SessionError("\(entries[place].label) is running or waits to run") }
    return place
  }

  private mutating func delete(_ place: Int) -> String {
    let entry = entries.remove(at: place)
    return "deleted \(entry.label)"
  }

  private mutating func move(_ place: Int, to target: Int) throws(SessionError) -> String {
    guard place != target else { throw SessionError("\(entries[place].label) stands there already") }
    let entry = entries.remove(at: place)
    entries.insert(entry, at: target)
    return "moved \(entry.label) \(target < place ? "up" : "down")"
  }

  /// The number and the answers go with the last piece: all of them together have answered so.
  private mutating func split(
    _ place: Int, before line: Int?, _ pieces: (String) -> [String]
  ) throws(SessionError) -> String {
    let entry = entries[place]
    let lines = entry.text.split(separator: "\n", omittingEmptySubsequences: false)
    let texts: [String]
    if let line {
      guard lines.count > 1, (2...lines.count).contains(line) else {
        let range = lines.count > 1 ? "from line 2 to \(lines.count)" : "nowhere: it has one line"
        throw SessionError("\(entry.label) can be parted \(range), not before line \(line)")
      }
      texts = [lines[..<(line - 1)], lines[(line - 1)...]].map { $0.joined(separator: "\n") }
    } else if entry.kind == .prose {
      texts = lines.split(whereSeparator: \.isEmpty).map { $0.joined(separator: "\n") }
    } else {
      texts = pieces(entry.text)
    }
    guard texts.count > 1 else {
      throw SessionError(
        "\(entry.label) has one \(entry.kind == .prose ? "paragraph" : "statement"), and nothing to part")
    }
    for text in texts.dropLast().reversed() {
      var piece = Entry(id: nextIdentity, kind: entry.kind, text: text, status: entry.status)
      nextIdentity += 1
      piece.isFromFile = entry.isFromFile
      entries.insert(piece, at: place)
    }
    entries[place].title = entry.title
    entries[place + texts.count - 1].title = ""
    entries[place + texts.count - 1].text = texts[texts.count - 1]
    entries.swapFileStretch(place, place + texts.count - 1)
    return "parted \(entry.label) into \(texts.count)"
  }

  private mutating func merge(_ place: Int) throws(SessionError) -> String {
    guard entries.indices.contains(place + 1) else {
      throw SessionError("\(entries[place].label) is the last entry: there is none below to join")
    }
    let (upper, lower) = (entries[place], entries[place + 1])
    guard !lower.isWaiting else { throw SessionError("\(lower.label) is running or waits to run") }
    guard upper.kind == lower.kind else {
      throw SessionError("\(upper.label) and \(lower.label) are prose and commands, which do not join")
    }
    let gap = upper.kind == .prose ? "\n\n" : "\n"
    entries[place].text = [upper.text, lower.text].filter { !$0.isEmpty }.joined(separator: gap)
    for answer in lower.answers { entries[place].add(answer) }
    entries[place].number = lower.number ?? upper.number
    entries[place].isGesture = false
    entries[place].isKnob = false
    if upper.status != lower.status {
      entries[place].status = upper.wasRun && lower.wasRun ? .stale : .fresh
      if entries[place].status == .fresh { entries[place].number = nil }
    }
    entries.remove(at: place + 1)
    return "joined \(upper.label) and \(lower.label)"
  }

  private mutating func markOnce(_ place: Int) throws(SessionError) -> String {
    let entry = entries[place]
    guard entry.kind == .commands else { throw SessionError("\(entry.label) is prose: there is nothing to keep") }
    entries[place].title = EntryTags(entry.title).title(with: EntryTags.once, !entry.isOnce)
    return entry.isOnce ? "\(entry.label) is computed each time" : "\(entry.label) keeps what it computes"
  }

  // MARK: Taking back

  /// Takes a change of entries back, or does it again. What was entered since stays, behind the others.
  mutating func rearrange(_ arrangement: Arrangement, back: Bool) {
    let (left, wanted) =
      back ? (arrangement.after, arrangement.before) : (arrangement.before, arrangement.after)
    let present = Dictionary(entries.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let known = Dictionary(left.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let ids = Set(wanted.map(\.id))
    var result = wanted.map { old -> Entry in
      guard let now = present[old.id], let then = known[old.id], now != then else { return old }
      guard then.text != old.text || then.kind != old.kind else {
        var now = now
        now.title = old.title
        return now
      }
      var old = old
      if old.wasRun { old.status = .stale }
      return old
    }
    result += entries.filter { !ids.contains($0.id) && known[$0.id] == nil }
    entries = result
    isChanged = true
  }
}

extension [Entry] {
  /// The first piece of an entry stands where the whole stood in the file.
  fileprivate mutating func swapFileStretch(_ first: Int, _ last: Int) {
    let stretch = self[first].inFile
    self[first].inFile = self[last].inFile
    self[last].inFile = stretch
  }
}

extension Entry {
  /// What a person calls it: `In 3`.
  var label: String {
    switch (kind, number) {
    case (.prose, _): "the note"
    case (_, let number?): "In \(number)"
    case (_, nil): "the entry"
    }
  }
}
