import type { Device } from './device.ts';
import { deviceFrom } from './device-from.ts';
import { DISK } from './disk.ts';

/** A device from its file, or a shipped one by its name. */
export function loadDevice(nameOrFile: string): Device {
  return deviceFrom(DISK, nameOrFile);
}

export interface ShippedDevice {
  readonly name: string;
  readonly file: string;
  /** One sentence. */
  readonly summary: string;
}

/** The shipped devices, by name. */
export function listDevices(): ShippedDevice[] {
  return DISK.shipped('devices').map((name) => {
    const file = DISK.shippedFile('devices', name);
    return { name, file, summary: loadDevice(file).description };
  });
}
