import { circuitOf } from '../../src/learning/rules.ts';
import { countedRun } from '../counting.ts';
import { Findings } from '../findings.ts';
import { type Contender, interleave } from '../measure.ts';
import { ourProcess, ourSimulation } from '../ours.ts';
import { driveOf, type PeerChip, peerChip, RULE } from '../peer-chip.ts';
import { type Agreement, agreement } from '../peers/agreement.ts';
import { brianMissing, buildBrian, timeBrian } from '../peers/brian.ts';
import { ngspiceMissing, runNgspice, timeNgspice } from '../peers/ngspice.ts';

const THRESHOLD = 0.01;

/** Simulated with encoders, s. */
const DURATION = 1.5e-4;
/** A tenth of the delay, and half of it. */
const STEPS = [
  { step: 2e-8, name: 'Brian2, step 0.02 us' },
  { step: 1e-7, name: 'Brian2, step 0.1 us' },
] as const;

/** Simulated without encoders, s. */
const SPICE_DURATION = 3e-4;

interface Size {
  readonly layers: readonly number[];
  readonly rounds: number;
  /** Required of Brian2's whole process / our run, at either step; of its own loop nothing is required. */
  readonly brian: readonly [tenth: number, half: number];
  /** Required without delay lines, which is how the requirement was measured, and so with them. */
  readonly ngspice: number;
  readonly spiceRounds: number;
  /** With delay lines the large netlist takes ngspice several minutes. */
  readonly delayLines: readonly boolean[];
}

const SIZES: readonly Size[] = [
  {
    layers: [64, 64, 64, 10],
    rounds: 15,
    brian: [10, 3],
    ngspice: 500,
    spiceRounds: 3,
    delayLines: [false, true],
  },
  {
    layers: [784, 256, 128, 10],
    rounds: 11,
    brian: [5, 2],
    ngspice: 3000,
    spiceRounds: 1,
    delayLines: [false],
  },
];

/** The event kernel against compiled simulators on the same chips. */
export async function kernel(): Promise<Findings> {
  const findings = new Findings();
  const noBrian = brianMissing();
  const noSpice = ngspiceMissing();
  if (noBrian !== null) findings.absent.push(`Brian2: ${noBrian}`);
  if (noSpice !== null) findings.absent.push(`ngspice: ${noSpice}`);
  for (const size of SIZES) {
    const peer = peerChip(size.layers, 'peers');
    await againstBrian(findings, peer, size, noBrian === null);
    if (noSpice === null) await againstNgspice(findings, peer, size);
  }
  return findings;
}

/** Says how a peer's answer compares; only one that agrees is timed. */
function isTimed({ notes, absent }: Findings, chip: string, { agrees, words }: Agreement): boolean {
  (agrees ? notes : absent).push(`${chip}: ${words}`);
  return agrees;
}

async function againstBrian(findings: Findings, peer: PeerChip, size: Size, present: boolean): Promise<void> {
  const { name } = peer.chip;
  const ours = ourSimulation(peer, DURATION, 'dyadsim, in process');
  const contenders: Contender[] = [ours.contender, ourProcess(peer, DURATION, 'dyadsim, process')];
  for (const brian of present ? STEPS : []) {
    const program = buildBrian(peer, brian.step, DURATION);
    if (!isTimed(findings, name, agreement(brian.name, ours.answer, program.answer, THRESHOLD))) continue;
    contenders.push(() => timeBrian(program, brian.name));
  }
  const samples = await interleave(contenders, size.rounds);
  for (const [what, values] of Object.entries(samples)) findings.measured(`${name}: ${what}`, values);
  ownPace(findings, peer, samples['dyadsim, in process']);
  for (const [i, brian] of (present ? STEPS : []).entries()) {
    const process = samples[`${brian.name}, process`];
    if (process === undefined) continue;
    const simulation = samples[`${brian.name}, simulation`];
    const mine = samples['dyadsim, in process'];
    const required = { atLeast: size.brian[i] };
    findings.ratio(`${name}: ${brian.name}, process / dyadsim, in process`, process, mine, required);
    findings.ratio(`${name}: ${brian.name}, simulation / dyadsim, in process`, simulation, mine);
    findings.ratio(`${name}: ${brian.name}, process / dyadsim, process`, process, samples['dyadsim, process']);
  }
}

/** Events per second and time per neuron brought up to date, of the runs that took so many seconds. */
function ownPace(findings: Findings, peer: PeerChip, seconds: readonly number[]): void {
  const { name } = peer.chip;
  const { events, work } = countedRun(circuitOf(peer.chip, RULE), driveOf(peer), DURATION);
  const perSecond = seconds.map((time) => events / time);
  const perNeuron = seconds.map((time) => time / work.updates);
  const each = (value: number) => seconds.map(() => value);
  findings.measured(`${name}: dyadsim, in process`, perSecond, 'events/s');
  findings.measured(`${name}: dyadsim, per neuron brought up to date`, perNeuron);
  const isSmall = Math.max(...peer.chip.layers) <= 64;
  findings.ratio(`${name}: events per second / 1 million`, perSecond, each(1e6), isSmall ? { atLeast: 1 } : null);
  findings.ratio(`${name}: per neuron brought up to date / 10 ns`, perNeuron, each(1e-8), { atMost: 1 });
}

async function againstNgspice(findings: Findings, peer: PeerChip, size: Size): Promise<void> {
  const { name } = peer.chip;
  const ours = ourSimulation(peer, SPICE_DURATION, 'dyadsim, 300 us');
  for (const delayLines of size.delayLines) {
    const who = `ngspice${delayLines ? '' : ' without delay lines'}`;
    const first = runNgspice(peer, SPICE_DURATION, delayLines);
    if (!isTimed(findings, name, agreement(who, ours.answer, first.answer, THRESHOLD))) continue;
    // The run that was checked is the first sample; where it takes minutes it is the only one.
    const checked = { ...(await ours.contender()), [who]: first.seconds };
    const more = await interleave(
      [ours.contender, () => timeNgspice(peer, SPICE_DURATION, delayLines, who)],
      size.spiceRounds - 1,
      0,
    );
    const theirs = [checked[who], ...(more[who] ?? [])];
    const mine = [checked['dyadsim, 300 us'], ...(more['dyadsim, 300 us'] ?? [])];
    findings.measured(`${name}: ${who}, 300 us`, theirs);
    findings.ratio(`${name}: ${who} / dyadsim, in process`, theirs, mine, { atLeast: size.ngspice });
  }
}
