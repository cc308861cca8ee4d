/// The known name that a mistyped one most likely means, or nil when none is near.
///
/// Nearness is the Damerau-Levenshtein distance (insert, delete, replace, swap neighbours): at most 2, and at most 1
/// for names of up to three letters. Letter case alone is no difference. When none is so near, a name that goes on where
/// the typed one ends (`grad`, `gradients`), or that the typed one goes on from (`training`, `train`).
public func nearestName(to name: String, among known: [String]) -> String? {
  let letters = Array(name.lowercased())
  guard letters.count <= 64 else { return nil }
  let limit = letters.count <= 3 ? 1 : 2
  var best: (name: String, distance: Int)?
  for candidate in known where abs(candidate.count - letters.count) <= limit {
    let distance = editDistance(letters, Array(candidate.lowercased()))
    if distance <= limit, distance < best?.distance ?? Int.max, distance < max(letters.count, 1) {
      best = (candidate, distance)
    }
  }
  return best?.name ?? known.filter { startsAlike(letters, Array($0.lowercased())) }.min { $0.count < $1.count }
}

/// Whether the shorter of two names, of at least four letters, begins the longer one.
private func startsAlike(_ a: [Character], _ b: [Character]) -> Bool {
  min(a.count, b.count) >= 4 && zip(a, b).allSatisfy { $0 == $1 }
}

private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  var beforeLast = [Int](repeating: 0, count: b.count + 1)
  var last = Array(0...b.count)
  for i in 0..<a.count {
    var row = [Int](repeating: i + 1, count: b.count + 1)
    for j in 0..<b.count {
      let replaced = last[j] + (a[i] == b[j] ? 0 : 1)
      row[j + 1] = min(replaced, last[j + 1] + 1, row[j] + 1)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        row[j + 1] = min(row[j + 1], beforeLast[j - 1] + 1)
      }
    }
    beforeLast = last
    last = row
  }
  return last[b.count]
}
