"""ONNX Runtime's side of the comparison: a graph of one time step, whose states go out and come in again."""

import twin

threads = twin.threads()
try:
    import numpy
    import onnx
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper
except ImportError:
    twin.missing("onnxruntime and onnx")


def gates(array):
    """PyTorch's rows i, f, g, o in ONNX's order i, o, f, c."""
    i, f, g, o = numpy.split(array, 4)
    return numpy.concatenate((i, o, f, g))


def graph(case, weights):
    """x [1, 1, V] and the states of each layer [1, 1, H] -> the probabilities [1, V] and the states after it."""
    constants, nodes = {}, []
    inputs, outputs = [("x", [1, 1, case.vocabulary])], [("probabilities", [1, case.vocabulary])]
    last = "x"
    for number in range(case.layers):
        own = {n: weights[f"lstm{number + 1}.{n}_l0"] for n in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")}
        constants[f"W{number}"] = gates(own["weight_ih"])[None]
        constants[f"R{number}"] = gates(own["weight_hh"])[None]
        constants[f"B{number}"] = numpy.concatenate((gates(own["bias_ih"]), gates(own["bias_hh"])))[None]
        inputs += [(f"h{number}", [1, 1, case.units]), (f"c{number}", [1, 1, case.units])]
        outputs += [(f"h{number}_next", [1, 1, case.units]), (f"c{number}_next", [1, 1, case.units])]
        read = [last, f"W{number}", f"R{number}", f"B{number}", "", f"h{number}", f"c{number}"]
        nodes.append(
            helper.make_node("LSTM", read, ["", f"h{number}_next", f"c{number}_next"], hidden_size=case.units)
        )
        last = f"h{number}_next"
    constants |= {"shape": numpy.array([1, case.units]), "W": weights["dense1.weight"], "b": weights["dense1.bias"]}
    nodes += [
        helper.make_node("Reshape", [last, "shape"], ["h"]),
        helper.make_node("Gemm", ["h", "W", "b"], ["logits"], transB=1),
        helper.make_node("Softmax", ["logits"], ["probabilities"], axis=1),
    ]
    values = [[helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in side] for side in (inputs, outputs)]
    tensors = [numpy_helper.from_array(array, name) for name, array in constants.items()]
    whole = helper.make_graph(nodes, "step", *values, tensors)
    return helper.make_model(whole, opset_imports=[helper.make_opsetid("", 17)], ir_version=10)


def prepare(case):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    model = graph(case, twin.read_weights(case.weights))
    onnx.checker.check_model(model)
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    names = [value.name for value in session.get_inputs()][1:]
    symbols = numpy.eye(case.vocabulary, dtype=numpy.float32)[:, None, None]
    start = [numpy.zeros((1, 1, case.units), numpy.float32)] * len(names)

    def step(symbol, states):
        probabilities, *states = session.run(None, {"x": symbols[symbol], **dict(zip(names, states or start))})
        return probabilities[0], states

    return twin.sampling(step, twin.read_batches(case)[0])


twin.serve("ONNX Runtime " + onnxruntime.__version__, prepare)
