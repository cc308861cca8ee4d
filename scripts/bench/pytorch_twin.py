"""One training step of a benchmark case, written in PyTorch as its users write it: forward, mean loss, full
backpropagation through time, Adam. Prints one JSON line.

unroll-bench compare runs it beside the engine on the same start weights and the same batches; alone it draws its own.
"""

import argparse
import json
import statistics
import struct
import time

import numpy
import torch
from torch import nn

VOCABULARY = 65
# Case: module, hidden units, layers, time steps, rows of a batch, whether it continues a text.
CASES = {
    "a": (nn.RNN, 100, 1, 25, 1, True),
    "b": (nn.LSTM, 128, 2, 50, 50, True),
    "c": (nn.LSTM, 512, 2, 50, 50, True),
    "d": (nn.GRU, 256, 1, 100, 64, True),
    "e": (nn.RNN, 100, 1, 400, 20, False),
    "f": (nn.LSTM, 128, 1, 750, 50, False),
}


class Model(nn.Module):
    def __init__(self, module, hidden, layers, inputs, outputs):
        super().__init__()
        self.recurrent = module(inputs, hidden, num_layers=layers)
        self.dense = nn.Linear(hidden, outputs)


def read_safetensors(path):
    """Tensors by name: eight bytes with the header's length, a JSON header, the numbers."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        first, end = entry["data_offsets"]
        kind = {"F32": "<f4", "F64": "<f8"}[entry["dtype"]]
        values = numpy.frombuffer(data[first:end], kind).astype(numpy.float32)
        tensors[name] = torch.from_numpy(values.reshape(entry["shape"]))
    return tensors


def load_weights(model, path):
    """The engine keeps a stack of layers as lstm1, lstm2, ...; PyTorch keeps it as one module with _l0, _l1, ..."""
    state = {}
    for name, tensor in read_safetensors(path).items():
        layer, parameter = name.split(".", 1)
        if layer == "optimizer":
            continue
        if layer.startswith("dense"):
            state["dense." + parameter] = tensor
        else:
            number = int(layer.lstrip("abcdefghijklmnopqrstuvwxyz")) - 1
            state["recurrent." + parameter.replace("_l0", f"_l{number}")] = tensor
    model.load_state_dict(state)


def text_batches(path, steps, rows, count):
    """Inputs and targets [T, B]: from raw int32, a batch after the other, input before target; or random ones."""
    if path:
        raw = torch.from_numpy(numpy.fromfile(path, "<i4").astype(numpy.int64)).view(-1, 2, steps, rows)
        return [(batch[0], batch[1]) for batch in raw]
    tokens = torch.randint(VOCABULARY, (count, steps + 1, rows))
    return [(batch[:-1], batch[1:]) for batch in tokens]


def adding_batches(path, steps, rows, count):
    """Inputs [T, B, 2] and targets [B, 1]: from raw float32 as above; or random ones."""
    if path:
        raw = torch.from_numpy(numpy.fromfile(path, "<f4")).view(-1, (2 * steps + 1) * rows)
        size = 2 * steps * rows
        return [(batch[:size].view(steps, rows, 2), batch[size:].view(rows, 1)) for batch in raw]
    batches = []
    for _ in range(count):
        x = torch.zeros(steps, rows, 2)
        x[:, :, 0] = torch.rand(steps, rows)
        first, second = torch.randint(steps // 2, (rows,)), torch.randint(steps // 2, steps, (rows,))
        x[first, torch.arange(rows), 1] = 1
        x[second, torch.arange(rows), 1] = 1
        batches.append((x, (x[:, :, 0] * x[:, :, 1]).sum(0).unsqueeze(1)))
    return batches


def detached(state):
    return tuple(part.detach() for part in state) if isinstance(state, tuple) else state.detach()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", choices=CASES, required=True)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--updates", type=int, default=50)
    parser.add_argument("--weights", help="safetensors file with the start weights")
    parser.add_argument("--tokens", help="raw file with the batches; used again from its start when it ends")
    options = parser.parse_args()

    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    module, hidden, layers, steps, rows, is_text = CASES[options.case]
    if is_text:
        model = Model(module, hidden, layers, VOCABULARY, VOCABULARY)
        batches = text_batches(options.tokens, steps, rows, 10)
    else:
        model = Model(module, hidden, layers, 2, 1)
        batches = adding_batches(options.tokens, steps, rows, 10)
    if options.weights:
        load_weights(model, options.weights)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    state = None

    def update(x, target):
        nonlocal state
        if is_text:
            h, state = model.recurrent(nn.functional.one_hot(x, VOCABULARY).float(), state)
            state = detached(state)
            loss = nn.functional.cross_entropy(model.dense(h).view(-1, VOCABULARY), target.reshape(-1))
        else:
            h, _ = model.recurrent(x)
            loss = nn.functional.mse_loss(model.dense(h[-1]), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.item()

    times, losses = [], []
    for number in range(options.updates):
        start = time.perf_counter()
        loss = update(*batches[number % len(batches)])
        times.append((time.perf_counter() - start) * 1000)
        losses.append(loss)
    warm = times[min(5, len(times) // 2) :]
    report = {
        "case": options.case,
        "threads": options.threads,
        "version": torch.__version__,
        "milliseconds": statistics.median(warm),
        "losses": losses[:10],
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
