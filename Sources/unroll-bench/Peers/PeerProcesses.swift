import Foundation

/// The scripts that run beside a comparison: one process for each library and number of threads, started when it is first
/// asked, because a library can choose its threads only at its start.
final class PeerProcesses {
  private struct Key: Hashable {
    var peer: Peer
    var threads: Int
  }

  private let python: String
  private let scripts: URL
  private let folder: URL
  private var running: [Key: PeerProcess] = [:]
  /// Peers that cannot be started, and why.
  private(set) var unavailable: [Peer: String] = [:]
  private(set) var versions: [Peer: String] = [:]

  init(python: String, scripts: URL, in folder: URL) {
    (self.python, self.scripts, self.folder) = (python, scripts, folder)
  }

  /// Asks a peer; nil when it is not installed.
  ///
  /// - Throws: `PeerProcess.Failure` when it cannot do what is asked. A process that has ended is started anew next time.
  func ask(_ peer: Peer, threads: Int, _ request: PeerRequest) throws -> PeerAnswer? {
    guard let process = process(peer, threads: threads) else { return nil }
    do {
      return try process.ask(request)
    } catch {
      if case PeerProcess.Failure.silent = error { running[Key(peer: peer, threads: threads)] = nil }
      throw error
    }
  }

  /// A process of its own that has done nothing yet; nil when the peer is not installed.
  func fresh(_ peer: Peer, threads: Int) -> PeerProcess? {
    guard unavailable[peer] == nil else { return nil }
    do {
      let process = try PeerProcess(peer, python: python, scripts: scripts, threads: threads, in: folder)
      versions[peer] = process.version
      return process
    } catch {
      unavailable[peer] = "\(peer.name): \(error)"
      return nil
    }
  }

  private func process(_ peer: Peer, threads: Int) -> PeerProcess? {
    let key = Key(peer: peer, threads: threads)
    if let known = running[key] { return known }
    running[key] = fresh(peer, threads: threads)
    return running[key]
  }
}
