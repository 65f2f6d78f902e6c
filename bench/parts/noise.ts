import { nominalChip } from '../../src/chip/sample-chip.ts';
import { loadDevice } from '../../src/config/load-device.ts';
import { EventLoop } from '../../src/engine/event-loop.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { noiseStreams } from '../../src/montecarlo/noise-streams.ts';
import { randomNetwork } from '../../src/network/random-network.ts';
import { Findings } from '../findings.ts';
import { interleave, secondsOf } from '../measure.ts';
import { peerChip, RULE } from '../peer-chip.ts';

const DEVICE = 'subthreshold-cmos-180nm';
const LAYERS = [64, 32, 10];
/** Simulated, in nominal tau. */
const LENGTH = 45;
const ROUNDS = 15;
const SEED = 'noise';

/** What a redraw of noise costs: the same chip with its noise and without, the same time simulated. */
export async function noise(): Promise<Findings> {
  const findings = new Findings();
  const device = loadDevice(DEVICE);
  const tau = device.neuron.tau.nominal;
  const chip = nominalChip(device, randomNetwork({ layers: LAYERS }, device.neuron.activation, 1, SEED));
  const loop = new EventLoop(circuitOf(chip, RULE), tau);
  const { input, target } = peerChip(LAYERS, SEED);
  const drive = { input, target, loss: 'squared-error', beta: 0.3, nudge: 'live' } as const;
  const simulate = (noisy: boolean) => {
    loop.reset(drive, null, null);
    if (noisy) loop.attachNoise(noiseStreams(SEED, 0, 0));
    loop.state.startNudging();
    loop.passAll();
    loop.advance(LENGTH * tau, Infinity);
    return { events: loop.activityEvents + loop.differenceEvents, ...loop.work };
  };
  const [quiet, noisy] = [simulate(false), simulate(true)];
  const { without, with: made } = await interleave(
    [() => ({ without: secondsOf(() => simulate(false)) }), () => ({ with: secondsOf(() => simulate(true)) })],
    ROUNDS,
    5,
  );
  const name = `${DEVICE}, ${LAYERS.join('-')}, ${LENGTH} tau`;
  findings.measured(`${name}: without noise, ${quiet.events} events`, without);
  findings.measured(`${name}: with noise, ${noisy.events} events and ${noisy.redraws} redraws`, made);
  findings.measured(
    `${name}: without noise, per event`,
    without.map((seconds) => seconds / quiet.events),
  );
  const perRedraw = made.map((seconds, round) => (seconds - without[round]) / noisy.redraws);
  findings.measured(`${name}: per redraw, all in`, perRedraw);
  findings.ratio(`${name}: per redraw / 80 ns`, perRedraw, new Array(ROUNDS).fill(8e-8), { atMost: 1 });
  return findings;
}
