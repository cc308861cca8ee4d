/// Words of the field, in a few sentences each.
enum Glossary {
  /// What is said of a word, or of the only one that begins with it: `vanishing` for `vanishing gradient`.
  static func text(of topic: String) -> String? {
    let word = topic.replacing("_", with: " ")
    if let text = entries[topic] ?? entries[word] { return text }
    let longer = entries.keys.filter { $0.hasPrefix(word + " ") }
    return longer.count == 1 ? entries[longer[0]] : nil
  }

  static let entries: [String: String] = [
    "vanishing gradient": """
    Going back one time step multiplies the gradient by the Jacobian dh(t)/dh(t-1). Where its singular values stay below 1, the
    product over many steps shrinks exponentially, and what happened early is not learned. Try: show horizon
    """,
    "exploding gradient": """
    Where the Jacobians stretch, their product grows exponentially and one batch can throw the weights far away. Clipping
    scales the gradient down before it is applied. Try: spectral rnn1 1.5, then: show gradients
    """,
    "bptt": """
    Backpropagation through time: the net is unrolled, one copy for each time step, and the chain rule runs from the last copy
    to the first. Every copy shares its weights, so their gradients are summed over time.
    """,
    "truncation": """
    Truncated BPTT carries the gradient back only some steps. It costs less and cannot explode over longer spans, and nothing
    is learned across its border. With every= the windows overlap, so that every loss reaches back some steps at least.
    Try: bptt 20, or: bptt 40 every=10
    """,
    "clipping":
      "The gradient is scaled down when its norm is above a bound: the direction stays, the step is bounded. Try: clip norm=1",
    "hidden state":
      "h(t), the numbers that a recurrent layer hands from one time step to the next and puts out. Try: show hidden",
    "cell state": """
    c(t), the second state of an LSTM. It is changed by adding and by multiplying with the forget gate, so a forget gate near 1
    carries it, and its gradient, over many steps. Try: show cell_state
    """,
    "gate": "A vector between 0 and 1 that is multiplied with another to let it pass or not. Try: show gates",
    "lstm": """
    Long short-term memory: a cell state guarded by an input, a forget and an output gate. Where the forget gate is near 1 the
    gradient passes back through time almost unchanged. Hochreiter and Schmidhuber 1997; forget gate: Gers et al. 2000.
    """,
    "gru": """
    Gated recurrent unit: an update gate mixes the old state with a new one, a reset gate decides how much of the old state the
    new one sees. Cho et al. 2014.
    """,
    "rnn": "h(t) = f(W x(t) + U h(t-1) + b): the simplest recurrent layer. Elman 1990.",
    "ledger": """
    L is a sum of one loss for each step, and so is the gradient at t: dL/dh(t) = Σ_s dL(s)/dh(t). The ledger lists these
    parts, row s, column t. A credit is the length of a part along the whole, so the credits of a column add up to
    ‖dL/dh(t)‖; below zero it pulls the other way. Try: show flow
    """,
    "lyapunov exponent": """
    The rate at which a small change of the states grows (above 0) or dies away (below 0) along a trajectory, per step, as a
    natural logarithm: in a linear net the logarithm of an eigenvalue's size. Gradients going back share it. Try: show horizon
    """,
    "horizon": """
    How far back the gradient is heard: the steps in which it halves, and the earliest step where at least a millionth of its
    largest size arrives. It is the gradient of all that carries the past, of an LSTM h and c together. Where every time
    step has a loss of its own, that of the last one alone is followed: the others would hide how fast it dies.
    Try: show horizon
    """,
    "spectral radius": """
    The largest absolute value of an eigenvalue of the recurrent matrix. Well below 1 the state forgets quickly; above 1 the
    gradient may grow. It tells nothing of c in an LSTM, which no matrix multiplies; σ does, the most by which the last
    step stretches a change of all states together. Try: spectral rnn1
    """,
    "saturation": """
    A tanh or sigmoid unit near the end of its range has almost no slope, so little gradient passes through it.
    Try: show saturation
    """,
    "jacobian": """
    dh(t)/dh(s), the matrix of how each unit at t depends on each unit at s. Its largest singular value bounds what a gradient
    can gain on the way back. Try: show jacobian
    """,
    "perplexity": "e to the cross-entropy: as if the model chose among so many equally likely symbols.",
    "baseline":
      "The score of knowing nothing: the mean, the last value, the most frequent class. Learning begins below it.",
    "cross-entropy": "Minus the logarithm of the probability that the model gave to the right class, averaged.",
    "softmax": "Turns numbers into probabilities: each is e to the number, divided by the sum of them all.",
    "overfitting": "The loss falls on what was trained on and rises on what was not. Try: evaluate on=valid",
    "persistence": "The forecast that the next value is the last one. Many series are hard to forecast better.",
    "embedding": "A table of vectors, one for each token, learned like any weight.",
    "dropout": """
    While training, numbers are set to 0 at random, so that no unit can rely on another. add dropout 0.2 draws anew at each time
    step; dropout=0.2 of a recurrent layer, or add dropout 0.2 each=sequence, leaves the same numbers out at all steps of a
    sequence. Of the state: recurrent_dropout=0.2.
    """,
    "stateful": """
    A layer whose state is carried from batch to batch, so that batches are pieces of one long sequence. Try: batch 16 shuffle=no,
    then: add lstm 32 stateful
    """,
    "recurrent_dropout": """
    While training, units of the state enter the matrices of a recurrent layer as 0, the same ones at all time steps of a
    sequence. Gal, Ghahramani 2016. Try: add lstm 32 dropout=0.2 recurrent_dropout=0.2
    """,
    "zoneout": """
    While training, units of the state stay as they were at random, so that the past is disturbed and never lost; otherwise each
    state is the mean of both. Krueger et al. 2017. Try: add gru 32 zoneout=0.1
    """,
    "epoch": "One pass over the training part.",
    "update": "One step of the optimizer, on one batch. The measure step counts them.",
    "time constant": "The number of steps in which a memory falls to 1/e; for a forget gate f it is -1/ln f.",
    "orthogonal": "A matrix that keeps lengths: all its singular values are 1. Try: init rnn1.recurrent orthogonal",
    "teacher forcing":
      "Feeding the right last output instead of the model's own while training. Try: teacher_forcing 1..0.5 steps=2000",
    "attention": """
    A weighted mean of everything that an encoder put out, the weights worked out anew at each step of the decoder, so that
    nothing has to pass through one state, and gradients have a short way back. Try: add attention additive, then: show attention
    """,
    "encoder-decoder": """
    Two recurrent nets: one reads a sequence to its end, the other starts from its last state and writes another sequence of
    any length. Try: data dates; encoder; add embedding 16; add gru 48; decoder; add embedding 16; add gru 48; add dense
    """,
    "bidirectional": """
    Two recurrent layers, one from the first step to the last and one from the last to the first, put together at each step:
    what stands behind tells as much as what stands before. Not where the next input is asked for, for it would be read.
    Schuster, Paliwal 1997. Try: add lstm 32 bidirectional
    """,
    "ctc": """
    Connectionist temporal classification: the target is labels in order, nobody tells at which time steps. The loss adds up
    the probability of every way to lay them there; the blank, one class more, stands where there is nothing to say. Graves et
    al. 2006. Try: data digit_strip
    """,
    "convolution": """
    The same small matrix at every place: each step sees width= steps around it, and as many layers more see further. It costs
    nothing to go wide in time at once, and it remembers nothing beyond its width. Try: add conv 16 width=3, or: add conv2d 8
    """,
    "self-attention": """
    Each time step looks at all others (causal: at those before it) and takes a weighted mean of them. No state is handed from
    step to step, so no gradient dies on the way, and the cost grows with the square of the length. Vaswani et al. 2017.
    Try: add self_attention heads=2 causal
    """,
    "transformer": """
    Self-attention and a small net at every step, each with a residual around it and a layer normalisation. Vaswani et al. 2017.
    Try: add transformer heads=4 causal
    """,
    "residual":
      "A layer's input added to what it puts out, so that a gradient has a way round it. Try: add gru 32 residual",
    "projection": """
    What a recurrent layer hands on and puts out is R h, fewer numbers than it has units: a large memory with small matrices.
    Sak, Senior, Beaufays 2014. Try: add lstm 64 projection=16
    """,
    "layer normalisation": """
    The numbers of one time step are brought to mean 0 and variance 1, then scaled and shifted by learned vectors. Ba et al. 2016.
    Try: add layernorm, or inside a cell: add lstm 32 layernorm
    """,
    "label smoothing": """
    A small share of the target is given to all classes, so that the model is not taught to be certain. Szegedy et al. 2016.
    Try: loss cross_entropy smoothing=0.1
    """,
    "flow": """
    A penalty for what the gradient loses or gains from step to step: Ω = Σ (‖dL/dh(t+1) · dh(t+1)/dh(t)‖ / ‖dL/dh(t+1)‖ - 1)².
    Pascanu, Mikolov, Bengio 2013. Try: regularize flow=0.5
    """,
    "accumulation": "The gradients of several batches are added before one update. Try: batch 8 accumulate=4",
    "bucketing":
      "Sequences of like lengths stand in one batch, so that less of it is padding. Try: batch 32 bucket=yes",
    "gradient checkpointing": """
    Only some states of a long sequence are kept on the way forward; the others are computed again on the way back. Memory grows
    with the square root of the length, and time by a third. Try: bptt full checkpoint=yes
    """,
    "f1": "The harmonic mean of precision (what was found is right) and recall (what is there was found).",
    "bleu": """
    How many groups of one to four symbols a written text shares with the wanted one, shorter texts marked down; a
    written <unk> matches nothing. Papineni et al. 2002. Try: evaluate
    """,
    "mase": """
    The mean absolute error over that of the naive forecast on the training part: below 1 is better than saying the last value
    again. Hyndman, Koehler 2006.
    """,
    "surprisal": "-log2 p, in bits: how little what came was expected. Try: detect",
    "prediction interval": """
    A range that held such a share of what came when the model forecast by itself before; it widens with the steps ahead.
    Try: forecast 24 level=0.9
    """,
    "beam search":
      "Keeping several beginnings at each step and not just the likeliest symbol. Try: predict \"…\" beam=4",
  ]
}
