"""JAX's side of the comparison: one compiled function per update, lax.scan over time, Adam by hand, donated buffers."""

import os

import twin

threads = twin.threads()
# XLA makes as many threads as it sees processors, so it is shown no more.
os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
if threads == 1:
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
try:
    import jax
    from jax import lax, nn
    from jax import numpy as jnp
except ImportError:
    twin.missing("jax")


def rnn_cell(h, x, weight, bias):
    return jnp.tanh(x + h @ weight.T + bias)


def gru_cell(h, x, weight, bias):
    xr, xz, xn = jnp.split(x, 3, -1)
    hr, hz, hn = jnp.split(h @ weight.T + bias, 3, -1)
    r, z = nn.sigmoid(xr + hr), nn.sigmoid(xz + hz)
    return (1 - z) * jnp.tanh(xn + r * hn) + z * h


def lstm_cell(state, x, weight, bias):
    h, c = state
    i, f, g, o = jnp.split(x + h @ weight.T + bias, 4, -1)
    c = nn.sigmoid(f) * c + nn.sigmoid(i) * jnp.tanh(g)
    return nn.sigmoid(o) * jnp.tanh(c), c


CELLS = {"rnn": rnn_cell, "gru": gru_cell, "lstm": lstm_cell}


def output(state):
    return state[0] if isinstance(state, tuple) else state


def zeros(cell, rows, units):
    h = jnp.zeros((rows, units))
    return (h, jnp.zeros((rows, units))) if cell == "lstm" else h


def recurrent(weights, layer, cell, x, state, suffix="", reverse=False):
    """All states [T, B, H] and the last one; the product with the input is one for all steps."""
    own = {n: weights[f"{layer}.{n}_l0{suffix}"] for n in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")}

    def step(state, x):
        state = CELLS[cell](state, x, own["weight_hh"], own["bias_hh"])
        return state, output(state)

    last, states = lax.scan(step, state, x @ own["weight_ih"].T + own["bias_ih"], reverse=reverse)
    return states, last


def dense(weights, x):
    return x @ weights["dense1.weight"].T + weights["dense1.bias"]


def cross_entropy(logits, classes):
    return -jnp.take_along_axis(nn.log_softmax(logits), classes[..., None], -1).mean()


def text_loss(case, weights, states, batch):
    x, y = batch
    h, lasts = nn.one_hot(x, case.vocabulary), []
    for number, state in enumerate(states):
        h, last = recurrent(weights, f"{case.cell}{number + 1}", case.cell, h, state)
        lasts.append(last)
    return cross_entropy(dense(weights, h), y), lasts


def adding_loss(case, weights, states, batch):
    x, y = batch
    _, last = recurrent(weights, f"{case.cell}1", case.cell, x, states[0])
    return ((dense(weights, output(last)) - y) ** 2).mean(), states


def labelled_loss(case, weights, states, batch):
    x = weights["embedding1.weight"][batch[0]]
    _, forward = recurrent(weights, "lstm1", "lstm", x, states[0])
    _, backward = recurrent(weights, "lstm1", "lstm", x, states[0], "_reverse", reverse=True)
    return cross_entropy(dense(weights, jnp.concatenate((forward[0], backward[0]), -1)), batch[1]), states


def pairs_loss(case, weights, states, batch):
    source, read, written = batch
    values, h = recurrent(weights, "gru1", "gru", weights["embedding1.weight"][source], states[0])
    keys = values @ weights["attention1.key.weight"].T

    def step(h, x):
        query = h @ weights["attention1.query.weight"].T
        scores = jnp.tanh(query + keys) @ weights["attention1.score.weight"].T
        context = (nn.softmax(scores, 0) * values).sum(0)
        x = jnp.concatenate((x, context), -1) @ weights["gru2.weight_ih_l0"].T + weights["gru2.bias_ih_l0"]
        h = gru_cell(h, x, weights["gru2.weight_hh_l0"], weights["gru2.bias_hh_l0"])
        return h, h

    _, h = lax.scan(step, h, weights["embedding2.weight"][read])
    return cross_entropy(dense(weights, h), written), states


LOSSES = {"text": text_loss, "adding": adding_loss, "labelledWords": labelled_loss, "pairs": pairs_loss}


def prepare_training(case, weights, batches):
    loss_of = LOSSES[case.task]

    def step(weights, first, second, count, states, batch):
        (loss, states), gradient = jax.value_and_grad(lambda w: loss_of(case, w, states, batch), has_aux=True)(weights)
        count = count + 1
        first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, gradient)
        second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, second, gradient)
        weights = jax.tree.map(
            lambda w, m, v: w - 0.001 * (m / (1 - 0.9**count)) / (jnp.sqrt(v / (1 - 0.999**count)) + 1e-8),
            weights, first, second,
        )
        return loss, (weights, first, second, count, states)

    compiled = jax.jit(step, donate_argnums=(0, 1, 2, 3, 4))
    states = [zeros(case.cell, case.rows, case.units) for _ in range(case.layers)]
    carried = (weights, jax.tree.map(jnp.zeros_like, weights), jax.tree.map(jnp.zeros_like, weights), 0.0, states)

    def update(batch):
        nonlocal carried
        loss, carried = compiled(*carried, batch)
        return float(loss)

    return twin.training(update, batches)


def prepare_gradient_norms(case, weights, batches):
    x, y = nn.one_hot(batches[0][0], case.vocabulary), batches[0][1]

    # What is added to a state has that state's gradient.
    def loss_of(weights, nudges):
        def step(h, xs):
            h = rnn_cell(h, xs[0], weights["rnn1.weight_hh_l0"], weights["rnn1.bias_hh_l0"]) + xs[1]
            return h, h

        inputs = x @ weights["rnn1.weight_ih_l0"].T + weights["rnn1.bias_ih_l0"]
        _, h = lax.scan(step, jnp.zeros((1, case.units)), (inputs, nudges))
        return cross_entropy(dense(weights, h), y)

    @jax.jit
    def looking(weights, nudges):
        loss, (gradient, own) = jax.value_and_grad(loss_of, argnums=(0, 1))(weights, nudges)
        return loss, gradient, jnp.linalg.norm(own, axis=(1, 2))

    @jax.jit
    def plain(weights):
        states = [jnp.zeros((1, case.units))]
        return jax.value_and_grad(lambda w: text_loss(case, w, states, batches[0])[0])(weights)

    nudges = jnp.zeros((case.steps, 1, case.units))

    def repeat():
        if case.variant == "plain":
            jax.block_until_ready(plain(weights))
            return []
        return jax.block_until_ready(looking(weights, nudges))[2]

    return repeat, repeat, 1


def prepare_jacobian(case, weights, batches):
    x = nn.one_hot(batches[0][0][:, 0], case.vocabulary)

    @jax.jit
    def singular_values(weights):
        def last_state(h):
            return recurrent(weights, "rnn1", "rnn", x, h)[1]

        jacobian = jax.jacrev(last_state)(jnp.zeros(case.units))
        return jnp.linalg.svd(jacobian, compute_uv=False)

    def repeat():
        return jax.block_until_ready(singular_values(weights))

    return repeat, repeat, 1


def prepare(case):
    weights = {name: jnp.array(array) for name, array in twin.read_weights(case.weights).items()}
    batches = [tuple(jnp.array(part) for part in batch) for batch in twin.read_batches(case)]
    kinds = {
        "training": prepare_training, "gradientNorms": prepare_gradient_norms, "jacobian": prepare_jacobian,
    }
    return kinds[case.activity](case, weights, batches)


twin.serve("JAX " + jax.__version__, prepare)
