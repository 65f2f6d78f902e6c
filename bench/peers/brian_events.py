"""A chip with its send-on-delta encoders and delays in Brian2, C++ standalone: encoders as custom events.

    brian_events.py NET.json STEP_SECONDS DURATION_SECONDS FOLDER

Writes the C++ program into FOLDER, compiles it, runs it once and prints one JSON object: the events it counted and the
output layer's m at the end. After that FOLDER/main can be run, and timed, alone. NET.json is
{chip: dyadsim/chip@1, x, y, beta}; the chip is under rule dp-transpose, relu, with a live squared error and nominal
thresholds. Between two steps Brian2 integrates exactly (exponential Euler), so all that the step changes is when events
are seen.
"""

import json
import sys

import numpy as np
from brian2 import EventMonitor, Network, NeuronGroup, Synapses, defaultclock, device, second, set_device

net_file, step, duration, folder = sys.argv[1], float(sys.argv[2]), float(sys.argv[3]), sys.argv[4]
set_device("cpp_standalone", directory=folder, build_on_run=False)
with open(net_file) as file:
    net = json.load(file)
chip, beta = net["chip"], net["beta"]
sizes = chip["layers"]
last = len(sizes) - 1
th = chip["encoder"]["activityThreshold"]
delay = chip["encoder"]["delay"] * second
defaultclock.dt = step * second
x, y = np.array(net["x"]), np.array(net["y"])
weights = [np.array(array["weights"]) for array in chip["forward"]]
biases = [np.array(array["bias"]) for array in chip["forward"]]


def pair(k, name):
    values = chip["neurons"][k][name]
    return np.array(values["plus"]), np.array(values["minus"])


def equations(k):
    phi = "clip({0}, 0, 1e9)" if k < last else "{0}"
    top_down = "D : 1" if k < last else "D = beta*(y - a) : 1\n    y : 1 (constant)"
    return f"""
    dvp/dt = (-vp + a + gp*D)/taup : 1
    dvm/dt = (-vm + a - gm*D)/taum : 1
    sp = {phi.format("gainp*vp + op")} : 1
    sm = {phi.format("gainm*vm + om")} : 1
    m = wp*sp + wm*sm : 1
    d = sp - sm : 1
    M : 1
    E : 1
    {top_down}
    a : 1
    gp : 1 (constant)
    gm : 1 (constant)
    wp : 1 (constant)
    wm : 1 (constant)
    gainp : 1 (constant)
    gainm : 1 (constant)
    op : 1 (constant)
    om : 1 (constant)
    taup : second (constant)
    taum : second (constant)"""


EVENTS = {"mu": "m - M >= th", "md": "m - M <= -th", "du": "d - E >= th", "dd": "d - E <= -th"}
RECORDS = {"mu": "M += th", "md": "M -= th", "du": "E += th", "dd": "E -= th"}
layers = []
for k in range(1, last + 1):
    layer = NeuronGroup(
        sizes[k],
        equations(k),
        method="exponential_euler",
        name=f"layer{k}",
        events=EVENTS,
        namespace={"th": th, "beta": beta},
    )
    for event, code in RECORDS.items():
        layer.run_on_event(event, code)
    alpha = np.array(chip["neurons"][k]["alpha"])
    nudge_gain, mean_weight = pair(k, "nudgeGain"), pair(k, "meanWeight")
    layer.gp, layer.gm = (1 - alpha) * nudge_gain[0], alpha * nudge_gain[1]
    layer.wp, layer.wm = alpha * mean_weight[0], (1 - alpha) * mean_weight[1]
    layer.gainp, layer.gainm = pair(k, "gain")
    layer.op, layer.om = pair(k, "offset")
    tau = pair(k, "tau")
    layer.taup, layer.taum = tau[0] * second, tau[1] * second
    layer.a = biases[k - 1] + (weights[0] @ x if k == 1 else 0)
    if k == last:
        layer.y = y
    layers.append(layer)

links = []
for k in range(1, last):
    for name, source, target, values, events, variable in (
        ("up", layers[k - 1], layers[k], weights[k].T.ravel(), ("mu", "md"), "a"),
        ("down", layers[k], layers[k - 1], weights[k].ravel(), ("du", "dd"), "D"),
    ):
        link = Synapses(
            source,
            target,
            "w : 1",
            on_pre={"u": f"{variable}_post += w*th", "n": f"{variable}_post -= w*th"},
            on_event={"u": events[0], "n": events[1]},
            delay={"u": delay, "n": delay},
            name=f"{name}{k}",
            namespace={"th": th},
        )
        link.connect(True)
        link.w = values
        links.append(link)

monitors = [
    EventMonitor(layer, event, record=False, name=f"count_{k}_{event}")
    for k, layer in enumerate(layers)
    for event in EVENTS
]
Network(layers, links, monitors).run(duration * second)
device.build(directory=folder, compile=True, run=True)

top = layers[-1]
s_plus = np.array(top.gainp[:]) * np.array(top.vp[:]) + np.array(top.op[:])
s_minus = np.array(top.gainm[:]) * np.array(top.vm[:]) + np.array(top.om[:])
m = np.array(top.wp[:]) * s_plus + np.array(top.wm[:]) * s_minus
print(json.dumps({"events": sum(int(monitor.num_events) for monitor in monitors), "m": m.tolist()}))
