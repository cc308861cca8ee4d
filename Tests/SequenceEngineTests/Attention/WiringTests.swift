import SequenceEngine
import Testing

@Suite("Wrong wiring is refused with what to do")
struct WiringTests {
  private let gru = Models.recurrent(BuiltInCells.gru, 4)
  private let dense = LayerKind.dense(units: nil, activation: .identity)
  private let embedding = LayerKind.embedding(size: 3)

  private func message(_ encoder: [LayerKind], _ decoder: [LayerKind], shape: DataShape = PairModels.shape) -> String {
    do {
      _ = try ModelPlan(PairModels.model(encoder, decoder), for: shape)
      return ""
    } catch { return error.description }
  }

  @Test func sidesThatAreMissing() {
    #expect(message([embedding, gru], []).contains("say decoder, then for example add embedding 16"))
    #expect(
      message([], [embedding, gru, dense]).contains("a decoder starts from an encoder's last state; say encoder"))
    #expect(message([embedding], [embedding, gru, dense]).contains("the encoder needs a recurrent layer"))
    #expect(message([embedding, gru], [embedding, dense]).contains("the decoder needs a recurrent layer"))
    let texts = DataShape(input: .token(vocabulary: 4), target: .classes(count: 4), placement: .perStep)
    #expect(message([embedding, gru], [gru, dense], shape: texts).contains("a decoder needs data in pairs"))
  }

  @Test func attentionWithNothingToLookAtOrWith() {
    let attention = LayerKind.attention(Attention(.dot))
    #expect(message([embedding, gru, attention], [gru, dense]).contains("attention belongs to a decoder"))
    #expect(message([embedding, gru], [attention, gru, dense]).contains("put an embedding before attention"))
    #expect(
      message([embedding, gru], [embedding, attention, .dropout(rate: 0.1), gru, dense])
        .contains("put it right before that layer, or behind it"))
    #expect(
      message([embedding, gru, .dense(units: 5, activation: .tanh)], [embedding, attention, gru, dense])
        .contains("4 numbers look at 5; give both sides the same size, or take: attention general"))
    #expect(
      message([embedding, gru], [embedding, .attention(Attention(.additive, heads: 3)), gru, dense])
        .contains("3 heads do not divide 4 and 4 numbers"))
    #expect(
      message([embedding, gru, .dense(units: 5, activation: .tanh)], [embedding, gru, dense])
        .contains("nothing reads what comes behind the encoder's last recurrent layer"))
  }

  @Test func layersThatASideCannotHold() {
    #expect(message([embedding, gru, .pool(.mean)], [embedding, gru, dense]).contains("mean makes one vector"))
    let last = Models.recurrent(BuiltInCells.gru, 4) { $0.returns = .last }
    #expect(message([embedding, last], [embedding, gru, dense]).contains("leave return=last out"))
    let reversed = Models.recurrent(BuiltInCells.gru, 4) { $0.isReversed = true }
    #expect(message([embedding, reversed], [embedding, gru, dense]) == "")
    #expect(message([embedding, gru], [embedding, reversed, dense]).contains("leave reverse out"))
    let feedback = Models.recurrent(BuiltInCells.gru, 4) { $0.feedback = true }
    #expect(message([embedding, gru], [embedding, feedback, dense]).contains("leave feedback=output out"))
    #expect(message([embedding, gru, dense], [embedding, gru, dense]).contains("needs a size of its own"))
    let wide = Models.recurrent(BuiltInCells.gru, 6)
    #expect(message([embedding, wide], [embedding, gru, dense]).contains("has 6 units, and has 4 itself"))
  }

  @Test func patternAndTruncation() throws {
    let plan = try ModelPlan(PairModels.description(.before), for: PairModels.shape)
    #expect(plan.pattern == "encoder-decoder with attention")
    #expect(try ModelPlan(PairModels.description(.none), for: PairModels.shape).pattern == "encoder-decoder")
    #expect(throws: ModelError.self) { try plan.check(Backpropagation(reach: 3, segment: 2)) }
    #expect(throws: ModelError.self) { try plan.check(Backpropagation(recomputes: true)) }
    try plan.check(Backpropagation(reach: 3))
    try plan.check(.full)
  }
}
