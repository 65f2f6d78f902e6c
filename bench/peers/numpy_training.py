"""One epoch of DP-transpose on an ideal relu network in NumPy, single precision.

    numpy_training.py FOLDER LAYERS BATCH ALPHA BETA RATE        LAYERS as 784,128,128,10

FOLDER holds raw arrays: input and target (singles, samples x n), order (unsigned 32-bit numbers of samples), and for each k
weights-k and bias-k (singles). Error live, one pass down, squared error, plain gradient descent. For each line on standard input
it goes through the samples once in that order, works out the free outputs of all, and prints one JSON object: the seconds that the
updates and the outputs took, and the norm of each array after them. Set OPENBLAS_NUM_THREADS=1 for one thread.
"""

import json
import sys
import time

import numpy as np

folder, sizes, batch = sys.argv[1], [int(n) for n in sys.argv[2].split(",")], int(sys.argv[3])
alpha, beta, rate = (np.float32(word) for word in sys.argv[4:7])
last = len(sizes) - 1


def load(name, kind=np.float32):
    return np.fromfile(f"{folder}/{name}", kind)


x = load("input").reshape(-1, sizes[0])
y = load("target").reshape(-1, sizes[-1])
order = load("order", np.uint32)
weights = [load(f"weights-{k}").reshape(sizes[k + 1], sizes[k]) for k in range(last)]
bias = [load(f"bias-{k}") for k in range(last)]


def free(m):
    inputs, means = [None], [m]
    for k in range(last):
        a = means[k] @ weights[k].T + bias[k]
        inputs.append(a)
        means.append(np.maximum(a, 0) if k < last - 1 else a)
    return inputs, means


def learn(m, target):
    inputs, means = free(m)
    # Of the output, which is linear: s+ - s- is the nudging itself, since both gains add up to 1.
    difference = beta * (target - inputs[last])
    differences = {last: difference}
    for k in range(last - 1, 0, -1):
        above = difference @ weights[k]
        plus = np.maximum(inputs[k] + (1 - alpha) * above, 0)
        minus = np.maximum(inputs[k] - alpha * above, 0)
        difference = plus - minus
        differences[k] = difference
        means[k] = alpha * plus + (1 - alpha) * minus
    for k in range(last):
        signal = differences[k + 1] * (rate / beta / np.float32(len(m)))
        weights[k] += signal.T @ means[k]
        bias[k] += signal.sum(axis=0)


for line in sys.stdin:
    start = time.perf_counter()
    for first in range(0, len(order), batch):
        chosen = order[first : first + batch]
        learn(x[chosen], y[chosen])
    learned = time.perf_counter()
    free(x)
    outputs = time.perf_counter() - learned
    norms = [float(np.linalg.norm(w.astype(np.float64))) for w in weights]
    print(json.dumps({"updates": learned - start, "outputs": outputs, "norms": norms}), flush=True)
