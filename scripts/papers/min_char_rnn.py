"""The twin of min_char_rnn.rnn in NumPy: the same net, text, weights and arithmetic, written without Unroll.

    python min_char_rnn.py START.npz [UPDATES [RATE [--turned]]]

START.npz has the weights that a net starts from, as `export "START.npz"` writes them. Printed are, every 100 updates,
the loss of the window and the smoothed loss, both summed over 25 characters as in Karpathy's min-char-rnn (2015).
--turned numbers the units backward: the same net in exact arithmetic, with other rounding.

The recipe is his: one-hot characters, h(t) = tanh(Wxh x(t) + Whh h(t-1) + bh), y(t) = Why h(t) + by, the sum of the
cross-entropies of 25 characters, backpropagation through those 25, every element of the gradient cut to ±5, Adagrad
with RATE (his is 0.1), h carried on from window to window and put to zero where the text begins anew. Two details are
Unroll's: the last window of the text has what is left (his program leaves it out), its mean loss times 25; and
Adagrad adds 1e-4 to its root, where his adds 1e-8 under it.
"""
import sys
from pathlib import Path

import numpy as np

WINDOW = 25
CLIP = 5.0
EPSILON = 4e-6 * WINDOW  # Unroll's gradient is of the mean over the window, a 25th of this one


def read_text():
    text = (Path(__file__).resolve().parents[2] / "datasets" / "harbour.txt").read_text(encoding="utf-8")
    number = {symbol: place for place, symbol in enumerate(sorted(set(text)))}
    return np.array([number[symbol] for symbol in text]), len(number)


def window_loss(p, h, inputs, targets):
    """The loss of a window times WINDOW, its gradient by every parameter, and the state after it."""
    states, errors, loss = [h], [], 0.0  # states [T + 1, H], errors [T, V]
    for symbol, target in zip(inputs, targets):
        h = np.tanh(p["Wxh"][:, symbol] + p["Whh"] @ h + p["bh"])
        y = p["Why"] @ h + p["by"]
        y = y - y.max()
        total = np.exp(y).sum()
        loss += np.log(total) - y[target]
        error = np.exp(y) / total
        error[target] -= 1
        states.append(h)
        errors.append(error)

    weight = WINDOW / len(inputs)
    gradient = {name: np.zeros_like(value) for name, value in p.items()}
    later = np.zeros_like(h)
    for t in reversed(range(len(inputs))):
        error = errors[t] * weight
        gradient["Why"] += np.outer(error, states[t + 1])
        gradient["by"] += error
        inner = (p["Why"].T @ error + later) * (1 - states[t + 1] ** 2)
        gradient["bh"] += inner
        gradient["Wxh"][:, inputs[t]] += inner
        gradient["Whh"] += np.outer(inner, states[t])
        later = p["Whh"].T @ inner
    return loss * weight, gradient, states[-1]


def main(start, updates, rate, turned):
    file = np.load(start)
    p = {
        "Wxh": file["rnn1.weight_ih_l0"], "Whh": file["rnn1.weight_hh_l0"],
        "bh": file["rnn1.bias_ih_l0"] + file["rnn1.bias_hh_l0"],
        "Why": file["dense2.weight"], "by": file["dense2.bias"],
    }
    p = {name: value.astype(np.float64) for name, value in p.items()}
    if turned:
        p = {"Wxh": p["Wxh"][::-1].copy(), "Whh": p["Whh"][::-1, ::-1].copy(), "bh": p["bh"][::-1].copy(),
             "Why": p["Why"][:, ::-1].copy(), "by": p["by"]}
    squares = {name: np.zeros_like(value) for name, value in p.items()}
    text, symbols = read_text()
    if p["Wxh"].shape[1] != symbols:
        sys.exit(f"the weights are for {p['Wxh'].shape[1]} symbols, the text has {symbols}")

    smooth = np.log(symbols) * WINDOW
    at, h = 0, np.zeros(p["bh"].size)
    for update in range(1, updates + 1):
        end = min(at + WINDOW, len(text) - 1)
        loss, gradient, h = window_loss(p, h, text[at:end], text[at + 1:end + 1])
        smooth = 0.999 * smooth + 0.001 * loss
        for name, value in p.items():
            slope = np.clip(gradient[name], -CLIP, CLIP)
            squares[name] += slope ** 2
            value -= rate * slope / (np.sqrt(squares[name]) + EPSILON)
        at = end
        if at == len(text) - 1:
            at, h = 0, np.zeros_like(h)
        if update % 100 == 0:
            print(f"{update:6d} {loss:.15g} {smooth:.15g}")


if __name__ == "__main__":
    given = [word for word in sys.argv[1:] if word != "--turned"]
    main(given[0], int(given[1]) if len(given) > 1 else 2000, float(given[2]) if len(given) > 2 else 0.01,
         "--turned" in sys.argv)
