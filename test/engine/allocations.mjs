/*
 * allocations.mjs FILE: bytes that a warm run of the built engine allocates per event, as V8's sampling heap profiler
 * counts them, garbage included. FILE holds {circuit, drive, limits}, as v8.serialize writes it.
 */
import { readFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { deserialize } from 'node:v8';
import { Simulator } from '../../dist/verdict/simulate.js';

const WARM_UPS = 10;
const RUNS = 10;
const { circuit, drive, limits } = deserialize(readFileSync(process.argv[2]));
const simulator = new Simulator(circuit);
let events = 0;
const simulate = (times) => {
  for (let i = 0; i < times; i++) {
    const result = simulator.run(drive, limits);
    events = result.events.activity + result.events.difference;
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
