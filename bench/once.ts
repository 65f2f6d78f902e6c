import { readFileSync } from 'node:fs';
import { deserialize } from 'node:v8';
import { circuitOf } from '../src/learning/rules.ts';
import { Simulator } from '../src/verdict/simulate.ts';
import { driveOf, type PeerChip, RULE } from './peer-chip.ts';

/** A process that simulates one chip once: once.js CHIP DURATION_SECONDS, the chip as `v8.serialize` wrote it. */
const [file, duration] = process.argv.slice(2);
const peer = deserialize(readFileSync(file)) as PeerChip;
const simulator = new Simulator(circuitOf(peer.chip, RULE));
const { events } = simulator.run(driveOf(peer), { horizon: Number(duration), maxEvents: Infinity });
console.log(events.activity + events.difference);
