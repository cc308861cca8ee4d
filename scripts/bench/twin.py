"""What the twins of the engine share: a case arrives as a line of JSON, with files of start weights and batches, and a
line of JSON goes back.

unroll-bench compare runs the twins; they have no use alone.
"""

import argparse
import json
import math
import statistics
import struct
import sys
import time
import traceback
from types import SimpleNamespace

COMPARED_UPDATES = 10


def threads():
    """How many threads the twin may use."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args().threads


def missing(package):
    """Tells that this peer is not installed, and ends."""
    answer({"missing": package})
    sys.exit(0)


def answer(message):
    print(json.dumps(message), flush=True)


def read_weights(path):
    """Arrays by PyTorch's names: eight bytes with the header's length, a JSON header, the numbers."""
    import numpy

    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    arrays = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        first, end = entry["data_offsets"]
        kind = {"F32": "<f4", "F64": "<f8"}[entry["dtype"]]
        arrays[name] = numpy.frombuffer(data[first:end], kind).astype(numpy.float32).reshape(entry["shape"])
    return arrays


def read_batches(case):
    """Batches as tuples of arrays, time before rows: text (x, y) [T, B]; adding x [T, B, 2], y [B, 1]; labelled words
    x [T, B], y [B]; pairs (source, what the decoder reads, what it writes) [T, B]."""
    import numpy

    steps, rows = case.steps, case.rows
    shapes = {
        "text": [(steps, rows), (steps, rows)],
        "adding": [(steps, rows, 2), (rows, 1)],
        "labelledWords": [(steps, rows), (rows,)],
        "pairs": [(steps, rows)] * 3,
    }[case.task]
    values = numpy.fromfile(case.batches, "<f4" if case.task == "adding" else "<i4")
    batches = []
    for batch in values.reshape(-1, sum(math.prod(shape) for shape in shapes)):
        parts = []
        for shape in shapes:
            part, batch = batch[: math.prod(shape)], batch[math.prod(shape) :]
            parts.append(part.reshape(shape))
        batches.append(tuple(parts))
    return batches


def training(update, batches):
    """(compared, repeat, scale) of a case: the losses of the first updates, one more update, and how many repetitions
    make a case. update(number) learns from one batch and returns its loss."""
    count = 0

    def repeat():
        nonlocal count
        loss = update(batches[count % len(batches)])
        count += 1
        return loss

    return lambda: [repeat() for _ in range(COMPARED_UPDATES)], repeat, 1


def sampling(step, text):
    """The same of a model that is sampled: step(symbol, state) returns the probabilities of the next symbol and the
    state; (symbol, None) begins."""
    import numpy

    generator = numpy.random.default_rng(1)
    length = 100
    last, state = 0, None

    def compared():
        values, own = [], None
        for symbol, following in zip(*text):
            probabilities, own = step(int(symbol[0]), own)
            values.append(math.log(probabilities[int(following[0])]))
        return values

    def repeat():
        nonlocal last, state
        for _ in range(length):
            probabilities, state = step(last, state)
            last = min(int(numpy.searchsorted(probabilities.cumsum(), generator.random())), len(probabilities) - 1)

    return compared, repeat, 1000 / length


def timed(repeat, seconds, most, least):
    times = []
    begin = time.perf_counter()
    while len(times) < least or (len(times) < most and time.perf_counter() - begin < seconds):
        start = time.perf_counter()
        repeat()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times), len(times)


def peak_megabytes():
    """The most memory that this process has held at once; None where the kernel does not tell."""
    try:
        with open("/proc/self/status") as file:
            return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        return None


def serve(version, prepare):
    """Answers one request after another; a case is prepared once, and then goes on where it was."""
    answer({"version": version})
    letter, works = None, {}
    for line in sys.stdin:
        request = json.loads(line)
        case = SimpleNamespace(**request["case"])
        if case.letter != letter:
            letter, works = case.letter, {}
        message = {}
        try:
            if case.variant not in works:
                works[case.variant] = prepare(case)
                message["values"] = [float(value) for value in works[case.variant][0]()]
                if not all(map(math.isfinite, message["values"])):
                    raise ArithmeticError("a number is not finite")
            _, repeat, scale = works[case.variant]
            milliseconds, repetitions = timed(repeat, request["seconds"], request["most"], request["least"])
            message.update(milliseconds=milliseconds * scale, repetitions=repetitions, megabytes=peak_megabytes())
        except Exception as error:
            traceback.print_exc()
            message = {"error": f"{type(error).__name__}: {error}".splitlines()[0]}
        answer(message)
