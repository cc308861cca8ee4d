"""Makes Tests/SequenceEngineTests/Reference/keras_*: weights that Keras saved, and what its models put out.

    KERAS_BACKEND=jax python scripts/exchange/keras_reference.py

Needs keras 3 with any backend, numpy and h5py.
"""

import json
import pathlib

import keras
import numpy

FOLDER = pathlib.Path(__file__).parents[2] / "Tests/SequenceEngineTests/Reference"
STEPS = 6


def save(name, model, x):
    rng = numpy.random.default_rng(1)
    model.set_weights([rng.normal(0, 0.4, w.shape).astype("float32") for w in model.get_weights()])
    model.save_weights(FOLDER / f"keras_{name}.weights.h5")
    numpy.savez(FOLDER / f"keras_{name}.npz", **{w.path: w.numpy() for w in model.weights})
    y = keras.ops.convert_to_numpy(model(x))[0]
    answer = {"input": x.ravel().tolist(), "output": y.ravel().tolist(), "names": [w.path for w in model.weights]}
    (FOLDER / f"keras_{name}.json").write_text(json.dumps(answer))


layers = keras.layers
save(
    "vectors",
    keras.Sequential([
        layers.Input((None, 3)),
        layers.Bidirectional(layers.LSTM(4, return_sequences=True)),
        layers.GRU(3, return_sequences=True),
        layers.LayerNormalization(epsilon=1e-5),
        layers.GRU(4, return_sequences=True, reset_after=False),
        layers.LSTM(3, return_sequences=True, recurrent_dropout=0.1),
        layers.Dense(4, activation="tanh"),
        layers.Dense(2),
    ]),
    numpy.cos(0.9 * numpy.arange(STEPS * 3, dtype="float32")).reshape(1, STEPS, 3),
)
save(
    "symbols",
    keras.Sequential([
        layers.Input((None,), dtype="int32"),
        layers.Embedding(5, 3),
        layers.Conv1D(4, 3, padding="same", activation="relu"),
        layers.SimpleRNN(4, return_sequences=True, dropout=0.2),
        layers.Dropout(0.3),
        layers.Dense(5),
    ]),
    (numpy.arange(STEPS) ** 2 % 5).astype("int32").reshape(1, STEPS),
)
