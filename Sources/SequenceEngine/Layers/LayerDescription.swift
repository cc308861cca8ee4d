/// One layer of a model as it was asked for: a plain value, from which executors are built.
public struct LayerDescription: Sendable, Equatable, Codable {
  /// Kind and number, kept for life: `lstm1`.
  public var name: String
  public var kind: LayerKind
  /// Which side of an encoder-decoder it belongs to; a model without a decoder has only the first.
  public var side: LayerSide
  /// What it reads, in order: one source, or those that a merge brings together.
  public var reads: [LayerSource]
  /// The layer as it was added, where it is a part of one; nil: it is whole by itself.
  public var group: LayerGroup?
  /// Whose matrix this dense layer shares: the table of an embedding, or R of a recurrent layer with `projection=P`, whose
  /// bias is zero; nil: it has a matrix of its own.
  public var tied: String?

  public init(
    name: String, kind: LayerKind, side: LayerSide = .encoder, reads: [LayerSource] = [.previous],
    group: LayerGroup? = nil, tied: String? = nil
  ) {
    self.tied = tied
    self.name = name
    self.kind = kind
    self.side = side
    self.reads = reads
    self.group = group
  }
}

/// The two sides of a sequence-to-sequence model, each with a time axis of its own.
///
/// Sutskever, Vinyals, Le: Sequence to sequence learning with neural networks, NIPS 2014; Cho et al.: Learning phrase
/// representations using RNN encoder-decoder, EMNLP 2014.
public enum LayerSide: String, Sendable, CaseIterable, Codable {
  /// Reads the input.
  case encoder
  /// Starts from the encoder's last state and puts out the target symbol by symbol.
  case decoder
}

extension KeyedDecodingContainer {
  /// Models that were saved before there were decoders have none.
  func decode(_ type: LayerSide.Type, forKey key: Key) throws -> LayerSide {
    try decodeIfPresent(type, forKey: key) ?? .encoder
  }
}

/// What a layer computes.
public enum LayerKind: Sendable, Equatable, Codable {
  /// y(t) = E[token], E [vocabulary, size].
  case embedding(size: Int)
  case recurrent(RecurrentLayer)
  /// y = f(W x + b), W [units, inputs]; nil units are taken from the target.
  case dense(units: Int?, activation: DenseActivation)
  /// Each number is 0 with probability `rate` while training, the others are divided by 1 − rate.
  /// Srivastava et al.: Dropout, JMLR 15 (2014).
  case dropout(rate: Double, each: DropoutSpan = .step)
  /// One vector of a whole sequence.
  case pool(Pooling)
  /// A decoder's look at all time steps of the encoder.
  case attention(Attention)
  /// One vector of several, at each time step.
  case merge(Merge)
  /// Zero mean and unit variance over the numbers of each time step, then a gain and a shift of each.
  case layerNorm
  case convolution(Convolution)
  case convolution2D(Convolution2D)
  case selfAttention(SelfAttention)
  /// The last `steps` time steps as one vector, [steps · D], zeros in front of shorter sequences; nil: all of sequences
  /// that have one length.
  case flatten(steps: Int?)
  /// One vector at each time step of the target; `steps` says how many these are, nil leaves it to the data.
  case repeated(steps: Int?)
  /// y(t) = x(T + 1 − t), T the length of each sequence.
  case timeReverse
}

/// For how long dropout leaves a number out.
public enum DropoutSpan: String, Sendable, CaseIterable, Codable {
  /// Each time step has a draw of its own.
  case step
  /// A number that is left out is left out at all time steps of its sequence.
  /// Gal, Ghahramani: A theoretically grounded application of dropout in recurrent neural networks, NIPS 2016.
  case sequence
}

extension KeyedDecodingContainer {
  /// Models that were saved before there was a choice draw for each time step.
  func decode(_ type: DropoutSpan.Type, forKey key: Key) throws -> DropoutSpan {
    try decodeIfPresent(type, forKey: key) ?? .step
  }
}

/// How a sequence becomes one vector.
public enum Pooling: String, Sendable, CaseIterable, Codable {
  /// The last time step of each sequence.
  case last
  /// The mean over its time steps.
  case mean
  /// The largest of each number over its time steps.
  case max
}

/// The function after a dense layer's affine map.
public enum DenseActivation: String, Sendable, CaseIterable, Codable { case identity, tanh, relu, sigmoid, softmax }

/// A recurrent layer: a cell applied at each time step.
public struct RecurrentLayer: Sendable, Equatable, Codable {
  /// The cell that was asked for.
  public var definition: CellDefinition
  public var units: Int
  /// Options of the cell's definition that differ from their defaults.
  public var options: [String: CellOptionValue] = [:]
  public var bias: BiasMode = .one
  /// Start value of the bias of a gate called `forget`; nil leaves it to the initialiser.
  public var forgetBias: Double? = 1
  /// nil: all time steps when another layer or the targets want them, the last otherwise.
  public var returns: Returned?
  /// Matrices read the model's output of the step before in place of the first state.
  public var feedback = false
  /// Gates and states of which units are held at some time steps or at all.
  public var clamps: [Clamp] = []
  /// Runs from the last time step to the first.
  public var isReversed = false
  /// K: the state at each time step comes from the last K inputs alone, starting from zero; nil: from all before it.
  /// Wang: Disconnected recurrent neural networks for text categorization, ACL 2018.
  public var window: Int?

  /// When the state that is carried from batch to batch begins anew; nil: it is not carried, except along the tracks of a
  /// text.
  public var stateful: StateReset?

  public var start = StateStart.zeros
  /// What is changed in the cell's equations.
  public var variation = CellVariation.none

  /// The cell that is computed.
  public var cell: CellDefinition { definition.varied(by: variation) }

  private enum CodingKeys: String, CodingKey {
    case definition = "cell"
    case units, options, bias, forgetBias, returns, feedback, clamps, isReversed, window, stateful, variation, start
  }

  public static let longestWindow = 1 << 31

  public enum Returned: String, Sendable, CaseIterable, Codable { case all, last }

  public init(cell: CellDefinition, units: Int) {
    definition = cell
    self.units = units
  }
}
