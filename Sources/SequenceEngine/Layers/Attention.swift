/// A decoder's look at every time step of what the encoder puts out.
///
/// With keys k(s) [K], s = 1 … S, and a query q(t) [Q]:
///
///     e(t, s) = score(q(t), k(s))        a(t, s) = exp e(t, s) / Σ_r exp e(t, r)        c(t) = Σ_s a(t, s) k(s)
///
/// It puts out what it reads with c(t) behind it, [I + K]. Time steps behind a source's end have no weight. Before the
/// decoder's recurrent layer q(t) is that layer's state of the step before: Bahdanau, Cho, Bengio: Neural machine
/// translation by jointly learning to align and translate, ICLR 2015. After it q(t) is what it reads: Luong, Pham,
/// Manning: Effective approaches to attention-based neural machine translation, EMNLP 2015.
public struct Attention: Sendable, Equatable, Codable {
  public enum Score: String, Sendable, CaseIterable, Codable {
    /// q · k; Q = K.
    case dot
    /// q · W k, W [Q, K].
    case general
    /// v · tanh(W_q q + W_k k), W_q [Q, Q], W_k [Q, K], v [Q].
    case additive
  }

  public var score: Score
  /// Queries, keys and values are cut into so many parts, each with weights of its own; divides Q and K.
  public var heads: Int
  /// Weights that are held by hand in all heads; of the same time step the last counts.
  public var held: [HeldAttention] = []

  public init(_ score: Score, heads: Int = 1) {
    self.score = score
    self.heads = heads
  }
}

/// Attention weights of one of the decoder's time steps held by hand: no gradient passes to what they were computed from.
public struct HeldAttention: Sendable, Equatable, Codable {
  /// From 1.
  public var timeStep: Int
  /// a(t, s), [S]; steps that the list does not reach have none.
  public var weights: [Double]

  public init(timeStep: Int, weights: [Double]) {
    self.timeStep = timeStep
    self.weights = weights
  }
}
