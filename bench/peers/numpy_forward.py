"""The forward pass of a batch through a chip's free minus compartments (alpha = 0), in NumPy, doubles.

    numpy_forward.py FOLDER BATCH LAYERS        LAYERS as 784,512,10

FOLDER holds raw doubles: input, and for each k weights-k, bias-k, gain-k, offset-k, mean-k. For each line on standard
input it does one forward pass and prints one JSON object: the seconds that took, and the first sample's outputs.
Set OPENBLAS_NUM_THREADS=1 for one thread.
"""

import json
import sys
import time

import numpy as np

folder, batch, sizes = sys.argv[1], int(sys.argv[2]), [int(n) for n in sys.argv[3].split(",")]
last = len(sizes) - 1


def load(name):
    return np.fromfile(f"{folder}/{name}")


x = load("input").reshape(batch, sizes[0])
weights = [load(f"weights-{k}").reshape(sizes[k + 1], sizes[k]) for k in range(last)]
bias, gain, offset, mean = ([load(f"{name}-{k}") for k in range(last)] for name in ("bias", "gain", "offset", "mean"))


def forward():
    m = x
    for k in range(last):
        a = m @ weights[k].T + bias[k]
        if k < last - 1:
            m = mean[k] * np.maximum(gain[k] * a + offset[k], 0)
    return a


for line in sys.stdin:
    start = time.perf_counter()
    a = forward()
    print(json.dumps({"seconds": time.perf_counter() - start, "output": a[0].tolist()}), flush=True)
