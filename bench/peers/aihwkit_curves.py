"""Update curves of aihwkit's own presets: test/reference/aihwkit-curves.json. Python 3.11, `pip install aihwkit==1.1.0 torch==2.10.0`.

Four thousand devices of each preset begin at 0 and get one pulse after another, first up, then down; kept are the mean and the standard
deviation over devices of the weight that is read, every so many pulses.
"""
import json
import sys

import torch
from aihwkit.simulator.configs import SingleRPUConfig, UnitCellRPUConfig
from aihwkit.simulator.presets import devices
from aihwkit.simulator.presets.compounds import PCMPresetUnitCell

PULSES = {
    "ReRamES": (devices.ReRamESPresetDevice, 800),
    "ReRamSB": (devices.ReRamSBPresetDevice, 800),
    "ReRamArrayHfO2": (devices.ReRamArrayHfO2PresetDevice, 12),
    "ReRamArrayOM": (devices.ReRamArrayOMPresetDevice, 40),
    "EcRam": (devices.EcRamPresetDevice, 800),
    "EcRamMO": (devices.EcRamMOPresetDevice, 2400),
    "Capacitor": (devices.CapacitorPresetDevice, 300),
    "PCM": (PCMPresetUnitCell, 16),
    "Idealized": (devices.IdealizedPresetDevice, 1600),
    "GokmenVlasov": (devices.GokmenVlasovPresetDevice, 600),
}
OUT, IN = 50, 80
READINGS = 8


def curve(preset, pulses):
    torch.manual_seed(7)
    config = (UnitCellRPUConfig if preset is PCMPresetUnitCell else SingleRPUConfig)(device=preset())
    config.update.desired_bl = 1
    config.update.update_management = False
    config.update.update_bl_management = False
    config.mapping.weight_scaling_omega = 0.0
    tile = config.tile_class(OUT, IN, config)
    tile.set_learning_rate(1.0)
    tile.set_weights(torch.zeros(OUT, IN))
    ones = torch.ones(1, IN)
    every = pulses // READINGS
    readings = []
    for direction in (1, -1):
        for pulse in range(1, pulses + 1):
            # An update subtracts.
            tile.update(ones, -direction * torch.ones(1, OUT))
            if pulse % every == 0:
                weights = tile.get_weights()[0].double()
                readings.append([round(weights.mean().item(), 7), round(weights.std().item(), 7)])
    return {"pulses": pulses, "every": every, "readings": readings}


result = {name: curve(*how) for name, how in PULSES.items()}
json.dump({"aihwkit": "1.1.0", "devices": OUT * IN, "curves": result}, sys.stdout)
print()
