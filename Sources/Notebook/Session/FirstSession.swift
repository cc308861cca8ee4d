/// The session that shows a newcomer what this is about, with a remark on each command.
public enum FirstSession {
  public static let steps: [(command: String, remark: String)] = [
    ("data adding length=50", "a task that needs memory: add the two marked numbers of 50"),
    ("model plain", "a model grows layer by layer"),
    ("add rnn 32", "32 tanh units: the oldest recurrent net"),
    ("add dense", "what it puts out: one number, the sum"),
    ("unroll", "one example through time, forward and backward"),
    ("pass backward", "the gradient starts at the last step and goes back"),
    ("goto 10", "forty steps back there is nothing left of it"),
    ("print grad(1, 1) / grad(1, 50)", "so little reaches the first step: it has vanished"),
    ("spectral rnn1 1.5", "stronger recurrent weights: now watch it explode"),
    ("clip norm=1", "clipping tames what explodes"),
    ("train steps=300", "and still the loss stays at the baseline: nothing is learned"),
    ("copy plain gated", "the same model once more"),
    ("model gated", "to change one thing in it"),
    ("replace 1 lstm 32", "gates instead of a plain state: the gradient has a way through"),
    ("compare plain gated", "both side by side on the same data"),
    ("train steps=300", "the same batches for both"),
    ("show gradients", "the cure in one picture"),
    ("compare off", "one model again"),
    ("explain lstm1", "every gate with its numbers: the arrows move through time"),
  ]

  /// Why it is not played over work that is there already.
  public static let refusal =
    "the demo builds its own models, and there are some already; start unroll anew for it"
}
