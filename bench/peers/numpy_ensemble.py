"""The stationary states of many chips with one hidden layer by fixed steps without encoders, vectorised in NumPy, doubles.

    numpy_ensemble.py FOLDER CHIPS PROBES HIDDEN OUTPUTS BETA LOW HIGH TAU ACCURACY

FOLDER holds raw doubles: inputs (chips x probes x hidden, what the first array makes of the probes), weights and bias of the
second array, targets (probes x outputs), and for layers 1 and 2 tau, gain, offset, nudge, mean and threshold of the plus and
minus compartments by name. The step is the nominal tau, an exponential one, the longest that settles here; how many are needed is
found out first: until no state is further than ACCURACY from where four times as many lead. For each line on standard input it
does that many and prints one JSON object: the processor seconds that took, the steps, and the states.
Set OPENBLAS_NUM_THREADS=1 for one thread.
"""

import json
import sys
import time

import numpy as np

folder = sys.argv[1]
chips, probes, hidden, outputs = (int(n) for n in sys.argv[2:6])
beta, low, high, tau, accuracy = (float(x) for x in sys.argv[6:11])


def load(name, *shape):
    return np.fromfile(f"{folder}/{name}").reshape(shape)


a1 = load("inputs", chips, probes, hidden)
weights = load("weights", chips, outputs, hidden)
up = np.ascontiguousarray(np.swapaxes(weights, 1, 2))
bias = load("bias", chips, 1, outputs)
target = load("targets", 1, probes, outputs)


def layer(k, n):
    one = lambda name: load(f"{name}-{k}", chips, 1, n)
    both = lambda name: (one(f"{name}-plus"), one(f"{name}-minus"))
    moves = [-np.expm1(-tau / t) for t in both("tau")]
    return moves, both("gain"), both("offset"), both("nudge"), both("mean"), one("activity"), one("difference")


MOVE1, GAIN1, OFFSET1, NUDGE1, MEAN1, ACTIVITY1, _ = layer(1, hidden)
MOVE2, GAIN2, OFFSET2, NUDGE2, _, _, DIFFERENCE2 = layer(2, outputs)


def states(v):
    s1 = [np.maximum(g * np.clip(x, low, high) + o, 0) for x, g, o in zip(v[:2], GAIN1, OFFSET1)]
    s2 = [g * np.clip(x, low, high) + o for x, g, o in zip(v[2:], GAIN2, OFFSET2)]
    return s1 + s2


def step(v):
    p1, m1, p2, m2 = states(v)
    a2 = np.matmul((MEAN1[0] * p1 + MEAN1[1] * m1) / ACTIVITY1, up) + bias
    d1 = np.matmul((p2 - m2) / DIFFERENCE2, weights)
    d2 = beta * (target - a2)
    to = [a1 + NUDGE1[0] * d1, a1 - NUDGE1[1] * d1, a2 + NUDGE2[0] * d2, a2 - NUDGE2[1] * d2]
    return [x + (y - x) * move for x, y, move in zip(v, to, MOVE1 + MOVE2)]


def run(steps):
    v = [np.zeros((chips, probes, n)) for n in (hidden, hidden, outputs, outputs)]
    for _ in range(steps):
        v = step(v)
    return np.concatenate(states(v), 2)


def enough():
    steps = 8
    while True:
        if np.abs(run(steps) - run(4 * steps)).max() <= accuracy:
            return steps
        steps = int(np.ceil(1.1 * steps))
        if steps > 2000:
            sys.exit("numpy_ensemble.py: not all states settle")


steps = enough()
for line in sys.stdin:
    start = time.process_time()
    result = run(steps)
    seconds = time.process_time() - start
    print(json.dumps({"seconds": seconds, "steps": steps, "states": result.ravel().tolist()}), flush=True)
