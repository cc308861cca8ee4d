/// The current model as the screen shows it.
public struct ModelSnapshot: Sendable, Equatable {
  public var name: String
  /// The layers in a line: "rnn 64 tanh → dense 1".
  public var summary: String
  /// The wiring: "many-to-one".
  public var pattern: String
  public var parameters: Int
  public var updates: Int
  public var layers: [Layer]

  public init(name: String, summary: String, pattern: String, parameters: Int, updates: Int, layers: [Layer]) {
    self.name = name
    self.summary = summary
    self.pattern = pattern
    self.parameters = parameters
    self.updates = updates
    self.layers = layers
  }

  public struct Layer: Sendable, Equatable {
    public var name: String
    /// As a command would add it: "rnn 64 activation=tanh".
    public var description: String
    public var inputSize: Int
    public var outputSize: Int
    public var parameters: Int
    public var isRecurrent: Bool
    public var isBackwardInTime: Bool
    /// Runs both ways through time.
    public var isBidirectional = false
    public var returnsLast: Bool
    public var isFrozen: Bool
    /// Belongs to the side of an encoder-decoder that puts out the target.
    public var isDecoder: Bool
    /// Share of values where the function is flat; nil where no example is unrolled or the layer has no such function.
    public var saturation: Double?
    /// Norm of the layer's gradient in the latest update; nil before training.
    public var gradientNorm: Double?
    /// Largest spectral radius among its recurrent matrices.
    public var radius: Double?

    public init(
      name: String, description: String, inputSize: Int, outputSize: Int, parameters: Int, isRecurrent: Bool = false,
      isBackwardInTime: Bool = false, returnsLast: Bool = false, isFrozen: Bool = false, isDecoder: Bool = false,
      saturation: Double? = nil, gradientNorm: Double? = nil, radius: Double? = nil
    ) {
      self.name = name
      self.description = description
      self.inputSize = inputSize
      self.outputSize = outputSize
      self.parameters = parameters
      self.isRecurrent = isRecurrent
      self.isBackwardInTime = isBackwardInTime
      self.returnsLast = returnsLast
      self.isFrozen = isFrozen
      self.isDecoder = isDecoder
      self.saturation = saturation
      self.gradientNorm = gradientNorm
      self.radius = radius
    }
  }
}
