/*
 * allocations.mjs FILE: bytes that a warm run of the built engine allocates per event, as V8's sampling heap profiler
 * counts them, garbage included. FILE holds {circuit, drive, limits}, as v8.serialize writes it.
 */
import { readFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { deserialize } from 'node:v8';
import { EventLoop } from '../../dist/engine/event-loop.js';
import { largestTau } from '../../dist/engine/limits.js';

const WARM_UPS = 10;
const RUNS = 10;
const { circuit, drive, limits } = deserialize(readFileSync(process.argv[2]));
const loop = new EventLoop(circuit, largestTau(circuit.chip));
let events = 0;
const simulate = (times) => {
  for (let i = 0; i < times; i++) {
    loop.reset(drive, null, null);
    loop.state.startNudging();
    loop.passAll();
    loop.advance(limits.horizon, limits.maxEvents);
    events = loop.activityEvents + loop.differenceEvents;
  }
};
const bytes = ({ selfSize, children }) => children.reduce((sum, child) => sum + bytes(child), selfSize);

simulate(WARM_UPS);
const session = new Session();
session.connect();
await session.post('HeapProfiler.startSampling', {
  samplingInterval: 512,
  includeObjectsCollectedByMajorGC: true,
  includeObjectsCollectedByMinorGC: true,
});
simulate(RUNS);
const { profile } = await session.post('HeapProfiler.stopSampling');
process.stdout.write(JSON.stringify({ events, bytesPerEvent: bytes(profile.head) / RUNS / events }));
