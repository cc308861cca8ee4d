"""PyTorch's side of the comparison, eager, as its users write it."""

import twin

threads = twin.threads()
try:
    import torch
    from torch import nn
    from torch.nn import functional
except ImportError:
    twin.missing("torch")

torch.set_num_threads(threads)
MODULES = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}


class Stack(nn.Module):
    """Recurrent layers and a dense layer; a stack that the engine keeps as lstm1, lstm2 is one module here."""

    def __init__(self, case):
        super().__init__()
        self.vocabulary = case.vocabulary
        inputs, outputs = (2, 1) if case.task == "adding" else (case.vocabulary, case.vocabulary)
        self.recurrent = MODULES[case.cell](inputs, case.units, num_layers=case.layers)
        self.dense = nn.Linear(case.units, outputs)

    def load(self, weights):
        state = {}
        for name, tensor in weights.items():
            layer, parameter = name.split(".", 1)
            if layer.startswith("dense"):
                state["dense." + parameter] = tensor
            else:
                number = int(layer.lstrip("abcdefghijklmnopqrstuvwxyz")) - 1
                state["recurrent." + parameter.replace("_l0", f"_l{number}")] = tensor
        self.load_state_dict(state)

    def one_hot(self, symbols):
        return functional.one_hot(symbols, self.vocabulary).float()


class Labeller(nn.Module):
    """A text of words, read in both directions, gets one of two labels."""

    def __init__(self, case):
        super().__init__()
        self.embedding1 = nn.Embedding(case.vocabulary, case.embedding)
        self.lstm1 = nn.LSTM(case.embedding, case.units, bidirectional=True)
        self.dense1 = nn.Linear(2 * case.units, 2)

    def loss(self, x, y):
        _, (h, _) = self.lstm1(self.embedding1(x))
        return functional.cross_entropy(self.dense1(torch.cat((h[0], h[1]), 1)), y)


class Additive(nn.Module):
    def __init__(self, units):
        super().__init__()
        self.query = nn.Linear(units, units, bias=False)
        self.key = nn.Linear(units, units, bias=False)
        self.score = nn.Linear(units, 1, bias=False)


class Translator(nn.Module):
    """An encoder, and a decoder that looks at all its steps before each of its own."""

    def __init__(self, case):
        super().__init__()
        units, size = case.units, case.embedding
        self.embedding1 = nn.Embedding(case.vocabulary, size)
        self.gru1 = nn.GRU(size, units)
        self.embedding2 = nn.Embedding(case.vocabulary, size)
        self.attention1 = Additive(units)
        self.gru2 = nn.GRUCell(size + units, units)
        self.dense1 = nn.Linear(units, case.vocabulary)

    def load(self, weights):
        cell = {n.replace("_l0", "") if n.startswith("gru2") else n: w for n, w in weights.items()}
        self.load_state_dict(cell)

    def loss(self, source, read, written):
        values, h = self.gru1(self.embedding1(source))
        h = h[0]
        keys = self.attention1.key(values)
        outputs = []
        for x in self.embedding2(read):
            scores = self.attention1.score(torch.tanh(self.attention1.query(h) + keys))
            context = (functional.softmax(scores, 0) * values).sum(0)
            h = self.gru2(torch.cat((x, context), 1), h)
            outputs.append(h)
        logits = self.dense1(torch.stack(outputs))
        return functional.cross_entropy(logits.flatten(0, 1), written.flatten())


def detached(state):
    return tuple(part.detach() for part in state) if isinstance(state, tuple) else state.detach()


def prepare_training(case, weights, batches):
    kinds = {"labelledWords": Labeller, "pairs": Translator}
    model = kinds.get(case.task, Stack)(case)
    (model.load if hasattr(model, "load") else model.load_state_dict)(weights)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    state = None

    def loss_of(batch):
        nonlocal state
        if case.task == "text":
            h, state = model.recurrent(model.one_hot(batch[0]), state)
            state = detached(state)
            return functional.cross_entropy(model.dense(h).flatten(0, 1), batch[1].flatten())
        if case.task == "adding":
            h, _ = model.recurrent(batch[0])
            return functional.mse_loss(model.dense(h[-1]), batch[1])
        return model.loss(*batch)

    def update(batch):
        loss = loss_of(batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.item()

    return twin.training(update, batches)


def prepare_sampling(case, weights, batches):
    model = Stack(case)
    model.load(weights)
    cells = [nn.LSTMCell(case.vocabulary if n == 0 else case.units, case.units) for n in range(case.layers)]
    for number, cell in enumerate(cells):
        cell.load_state_dict({n.replace("_l0", ""): weights[f"lstm{number + 1}.{n}"] for n in
                              ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")})

    @torch.inference_mode()
    def with_module(symbol, state):
        h, state = model.recurrent(model.one_hot(torch.tensor([[symbol]])), state)
        return functional.softmax(model.dense(h[0, 0]), 0).numpy(), state

    @torch.inference_mode()
    def with_cells(symbol, state):
        h, states = model.one_hot(torch.tensor([symbol])), []
        for cell, own in zip(cells, state or [None] * case.layers):
            states.append(cell(h, own))
            h = states[-1][0]
        return functional.softmax(model.dense(h[0]), 0).numpy(), states

    return twin.sampling(with_cells if case.variant == "cells" else with_module, batches[0])


def prepare_gradient_norms(case, weights, batches):
    x, y = batches[0]
    model = Stack(case)
    model.load(weights)
    cell = nn.RNNCell(case.vocabulary, case.units)
    # The very same tensors, so that both forms add to the same gradients.
    for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
        setattr(cell, name, getattr(model.recurrent, name + "_l0"))

    def plain():
        model.zero_grad()
        h, _ = model.recurrent(model.one_hot(x))
        functional.cross_entropy(model.dense(h).flatten(0, 1), y.flatten()).backward()
        return []

    def looking():
        model.zero_grad()
        h, states = torch.zeros(1, case.units), []
        for step in model.one_hot(x):
            h = cell(step, h)
            h.retain_grad()
            states.append(h)
        functional.cross_entropy(model.dense(torch.stack(states)).flatten(0, 1), y.flatten()).backward()
        return torch.stack([h.grad for h in states]).norm(dim=(1, 2)).tolist()

    repeat = plain if case.variant == "plain" else looking
    return repeat, repeat, 1


def prepare_jacobian(case, weights, batches):
    one_hot = functional.one_hot(batches[0][0][:, 0], case.vocabulary).float()
    bias = weights["rnn1.bias_ih_l0"] + weights["rnn1.bias_hh_l0"]
    matrix = weights["rnn1.weight_hh_l0"]

    def last_state(h):
        for x in one_hot @ weights["rnn1.weight_ih_l0"].T + bias:
            h = torch.tanh(x + matrix @ h)
        return h

    def repeat():
        jacobian = torch.func.jacrev(last_state)(torch.zeros(case.units))
        return torch.linalg.svdvals(jacobian).tolist()

    return repeat, repeat, 1


def prepare(case):
    torch.manual_seed(1)
    weights = {name: torch.from_numpy(array.copy()) for name, array in twin.read_weights(case.weights).items()}
    batches = [
        tuple(torch.from_numpy(part.copy()) if part.dtype.kind == "f" else torch.from_numpy(part.astype("int64"))
              for part in batch)
        for batch in twin.read_batches(case)
    ]
    kinds = {
        "training": prepare_training,
        "sampling": prepare_sampling,
        "gradientNorms": prepare_gradient_norms,
        "jacobian": prepare_jacobian,
    }
    return kinds[case.activity](case, weights, batches)


twin.serve("PyTorch " + torch.__version__.split("+")[0], prepare)
