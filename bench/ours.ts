import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serialize } from 'node:v8';
import type { Limits } from '../src/engine/run.ts';
import { circuitOf } from '../src/learning/rules.ts';
import type { RunResult } from '../src/verdict/run-result.ts';
import { Simulator } from '../src/verdict/simulate.ts';
import { type Contender, secondsOf } from './measure.ts';
import { driveOf, type PeerChip, RULE } from './peer-chip.ts';
import type { Answer } from './peers/agreement.ts';
import { ROOT, run, workFolder } from './peers/programs.ts';

/** Runs in a row that make one sample: after a peer's process the first few find cold caches, which a study does not. */
const IN_A_ROW = 20;
const WARM_UPS = 10;

export function limitsOf(duration: number): Limits {
  return { horizon: duration, maxEvents: Infinity };
}

export function eventsOf({ events }: RunResult): number {
  return events.activity + events.difference;
}

/** This chip in this process, warm, as in a Monte Carlo study: the answer, and a contender that runs it again. */
export function ourSimulation(
  peer: PeerChip,
  duration: number,
  name: string,
): { answer: Answer; contender: Contender } {
  const simulator = new Simulator(circuitOf(peer.chip, RULE));
  const drive = driveOf(peer);
  const limits = limitsOf(duration);
  const simulate = () => simulator.run(drive, limits);
  for (let i = 0; i < WARM_UPS; i++) simulate();
  const result = simulate();
  return {
    answer: { events: eventsOf(result), m: [...result.activity[result.activity.length - 1]] },
    contender: () => ({ [name]: secondsOf(simulate, IN_A_ROW) }),
  };
}

/** A process of its own that reads the chip, simulates it once and ends. */
export function ourProcess(peer: PeerChip, duration: number, name: string): Contender {
  const file = join(workFolder('chips'), peer.chip.name);
  writeFileSync(file, serialize(peer));
  const script = join(ROOT, '.cache/bench/bench/once.js');
  return () => ({ [name]: run(process.execPath, [script, file, String(duration)]).seconds });
}
