/// Where a decoder meets its encoder: start states, what attention looks at, and the gradients of both on the way back.
final class DecoderLink<Scalar: KernelScalar> {
  private let handovers: [(states: [Handover.Pair], encoder: RecurrentRunner<Scalar>, decoder: RecurrentRunner<Scalar>)]
  let attentions: [AttentionRunner<Scalar>]
  /// The encoder's last runner.
  private let encoder: any LayerRunner<Scalar>
  /// The batch's row of each of the decoder's.
  private(set) var rows: [Int] = []
  /// The decoder's tokens, which a pass that runs freely writes.
  private(set) var tokens = TokenBuffer([])
  private(set) var frame = Frame.single(rows: 0)
  /// Whether gradients of the start states go back to the encoder; without them what goes through attention remains.
  var sendsStates = true
  private(set) var context = PassContext(isTraining: false, seed: 0, update: 0, identities: [])

  init(
    _ handovers: [(states: [Handover.Pair], encoder: RecurrentRunner<Scalar>, decoder: RecurrentRunner<Scalar>)],
    _ attentions: [AttentionRunner<Scalar>], encoder: any LayerRunner<Scalar>
  ) {
    (self.handovers, self.attentions, self.encoder) = (handovers, attentions, encoder)
  }

  /// Takes the decoder's side of a batch; the encoder's runners are prepared.
  func prepare(_ batch: DecoderBatch, _ context: PassContext) {
    rows = batch.sourceRows
    tokens = TokenBuffer(batch.input)
    frame = Frame(steps: batch.steps, rows: rows.count, lengths: batch.lengths)
    self.context = context
    self.context.identities = rows.map { context.identities[$0] }
    self.context.stepBounds = context.stepBounds.map { bounds in rows.map { bounds[$0] } }
    for attention in attentions {
      attention.source = AttentionSource(values: encoder.output, frame: encoder.outputFrame, rows: rows)
    }
  }

  /// After the encoder's forward pass.
  func begin() {
    for own in handovers { own.decoder.start(from: own.encoder, own.states, rows: rows) }
    for attention in attentions { attention.readSource() }
  }

  /// After the decoder's backward pass: every gradient that the encoder gets.
  func sendBack() {
    let (output, frame) = (encoder.output, encoder.outputFrame)
    output.gradients.update(repeating: 0, count: frame.steps * frame.rows * output.width)
    for attention in attentions { attention.sendToSource() }
    guard sendsStates else { return }
    for own in handovers { own.decoder.sendStart(to: own.encoder, own.states, rows: rows) }
  }
}
