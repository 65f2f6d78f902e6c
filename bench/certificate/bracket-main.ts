import { writeFileSync } from 'node:fs';
import { certifiedBeta } from '../../src/analysis/certified-beta.ts';
import type { Chip } from '../../src/chip/chip.ts';
import { nominalChip, sampleChip } from '../../src/chip/sample-chip.ts';
import type { Device } from '../../src/config/device.ts';
import { loadDevice } from '../../src/config/load-device.ts';
import { scenarioSchema } from '../../src/config/scenario-schema.ts';
import { defaultLimits } from '../../src/engine/limits.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { RULES, type Rule } from '../../src/model/rules.ts';
import { noiseStreams } from '../../src/montecarlo/noise-streams.ts';
import { loadDigits } from '../../src/network/digits.ts';
import type { NominalNetwork, Probe } from '../../src/network/network.ts';
import { nominalNetwork } from '../../src/network/nominal-network.ts';
import { probes, targetOf } from '../../src/network/probes.ts';
import { worstCase } from '../../src/verdict/worst-case.ts';
import { ROOT } from '../peers/programs.ts';
import { copyShippedFiles } from '../sweep.ts';

const DEVICES = ['ideal', 'opamp-board', 'subthreshold-cmos-180nm'];
const DEPTHS = [
  [64, 32, 10],
  [64, 32, 32, 10],
  [64, 32, 32, 32, 10],
];
const ALPHAS = [0, 0.25, 0.5, 0.75, 1];
const SEED = 'bracket';
/** Chips of each device with spreads; an ideal chip has none, and is one. */
const CHIPS = 1;
const SEARCH = { beta: 10, restarts: 4, moves: 20 } as const;
const PROBES = 8;
const FILE = `${ROOT}docs/bracket.md`;

/** Certified and failing beta of one chip; null: no limit, or no failure found. */
interface Bracket {
  readonly everywhere: number | null;
  readonly outputsInRange: number | null;
  readonly failing: number | null;
}

function bracket(chip: Chip, rule: Rule, network: NominalNetwork, given: readonly Probe[]): Bracket {
  const circuit = circuitOf(chip, rule);
  const n = chip.layers[0];
  const tau = Math.max(
    ...chip.neurons.flatMap((layer) => (layer === null ? [] : [...layer.tau.plus, ...layer.tau.minus])),
  );
  const certified = certifiedBeta(circuit, 'squared-error', 'live');
  if (certified.everywhere === null) return { ...certified, failing: null };
  const found = worstCase(circuit, {
    loss: 'squared-error',
    nudge: 'live',
    input: { low: new Float64Array(n), high: new Float64Array(n).fill(1) },
    targets: Array.from({ length: 10 }, (_, label) => targetOf('squared-error', network, label)),
    starts: given.map(({ input }) => input),
    ...SEARCH,
    seed: SEED,
    limits: defaultLimits(tau),
    noise: noiseStreams(SEED, 0, 0),
  });
  return { ...certified, failing: found?.failingBeta ?? null };
}

function chipsOf(device: Device, network: NominalNetwork): Chip[] {
  if (device.name === 'ideal') return [nominalChip(device, network)];
  return Array.from({ length: CHIPS }, (_, index) => sampleChip(device, network, SEED, index));
}

/** The smallest over chips. */
function smallest(values: readonly (number | null)[]): number | null {
  return values.reduce((least, value) => (least === null || (value !== null && value < least) ? value : least), null);
}

const digits = (value: number) => (value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3))));

function cell(brackets: readonly Bracket[]): string {
  const everywhere = smallest(brackets.map((each) => each.everywhere));
  const inRange = smallest(brackets.map((each) => each.outputsInRange));
  const failing = smallest(brackets.map((each) => each.failing));
  const proved = (value: number | null) => (value === null ? 'no limit' : digits(value));
  const both = everywhere === inRange ? proved(everywhere) : `${proved(everywhere)} (${proved(inRange)})`;
  if (everywhere === null) return both;
  return `${both} … ${failing === null ? 'none found' : digits(failing)}`;
}

copyShippedFiles();
const lines: string[] = [];
let wrong = 0;
for (const layers of DEPTHS) {
  lines.push(
    '',
    `## ${layers.join('-')}`,
    '',
    `| device | rule | ${ALPHAS.map((alpha) => `alpha ${alpha}`).join(' | ')} |`,
  );
  lines.push(`|---|---|${ALPHAS.map(() => '---|').join('')}`);
  for (const name of DEVICES) {
    const device = loadDevice(name);
    const { overrides: _none, ...input } = scenarioSchema.parse({
      format: 'dyadsim/scenario@1',
      name: SEED,
      device: name,
      network: { layers, weights: { from: 'train' } },
      beta: 1,
      probes: PROBES,
      chips: 1,
      seed: SEED,
    });
    const written = { ...input, data: { dataset: 'digits' } } as const;
    const network = nominalNetwork({ ...written, device });
    const given = probes({ ...written, probes: PROBES }, network, loadDigits().test);
    for (const rule of RULES) {
      const cells = ALPHAS.map((alpha) => {
        const dyad = { ...device.dyad, alpha: { ...device.dyad.alpha, nominal: alpha } };
        const brackets = chipsOf({ ...device, dyad }, network).map((chip) => bracket(chip, rule, network, given));
        for (const { everywhere, failing } of brackets) {
          if (failing !== null && (everywhere === null || everywhere >= failing)) wrong++;
        }
        console.log(layers.join('-'), name, rule, alpha, cell(brackets));
        return cell(brackets);
      });
      lines.push(`| ${name} | ${rule} | ${cells.join(' | ')} |`);
    }
  }
}
if (wrong > 0) throw new Error(`${wrong} chips fail below what is certified`);

const header = `# Certified and failing beta

Written by \`npm run bracket\`. *Certified … failing*: up to the first number it is proved that the chip has one stationary
state, reached from everywhere, whatever input and target ([stability.md](stability.md), A limit for every input); at the
second, the worst-input search found an input in [0, 1] and a one-hot target for which a mode grows and the event run does
not settle. In parentheses, for chips with rails: what is proved of all trajectories whose outputs stay between the rails.
Between the two numbers nothing is known. Networks trained on the digits, squared error, live, seed "${SEED}"; the ideal
device: its nominal chip; the others: ${CHIPS === 1 ? 'chip 0' : `the smallest of chips 0 to ${CHIPS - 1}`}. Search: beta up to ${SEARCH.beta}, ${SEARCH.restarts} starts, probes first,
${SEARCH.moves} moves each. Where no limit is proved
nothing is searched. At alpha 0.5 both rules are one circuit.
`;
writeFileSync(FILE, `${header}${lines.join('\n')}\n`);
