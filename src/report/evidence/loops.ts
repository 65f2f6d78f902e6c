import { type FrequencyResponse, frequencyResponse } from '../../analysis/frequency-response.ts';
import { signalOnBranch } from '../../analysis/operating-point.ts';
import { Outlook } from '../../analysis/outlook.ts';
import type { Chip } from '../../chip/chip.ts';
import { originOf } from '../../chip/origin.ts';
import { chipFrom, nominalChip } from '../../chip/sample-chip.ts';
import type { Drive } from '../../engine/circuit.ts';
import { unrolled } from '../../engine/unrolled.ts';
import { circuitOf, ruleNamed } from '../../learning/rules.ts';
import type { Rule } from '../../model/rules.ts';
import { branchCost } from '../../montecarlo/chip-cost.ts';
import type { TrialPoint, TrialPoints } from '../../montecarlo/trial-point.ts';
import type { Manifest } from '../../store/manifest.ts';
import { threeDigits } from '../format.ts';
import type { Summary } from '../summary.ts';
import { LOOP_CHIPS, type LoopChip, type LoopMargins, type LoopSummary } from '../summary-loops.ts';
import type { RunTally } from '../tally/run-tally.ts';
import { decisive } from './decisive.ts';
import { lackOf } from './lack.ts';
import { type LoopPlace, loopPlace } from './loop-place.ts';

/** The loop of a chip as it is drawn: the loci that set its margins. */
export interface DrawnLoop {
  readonly margins: LoopMargins;
  readonly response: FrequencyResponse;
}

/** What is said of a rule's loops, and what is drawn. */
export interface RuleLoops {
  readonly summary: LoopSummary;
  readonly drawn: readonly DrawnLoop[];
}

/** Frequencies of a picture. */
const FREQUENCIES = 100;
/** Working all of them out may take so long, s, by what the scenario asks for; and of the eigenvalues of a loop at one frequency, a cubed neuron. */
const AFFORDABLE = 10;
const EIGENVALUES = 2e-8;
/** Margins of the rows, and those of the same chips worked out again, differ by no more than rounding. */
const ROUNDING = 1e-6;

/** The loops of the worst, the median and the nominal chip under every rule, worked out again at the point of the smallest margin. */
export function loopsOf(manifest: Manifest, tally: RunTally, summary: Summary, points: TrialPoints): RuleLoops[] {
  return summary.rules.map((rule, index) => {
    const place = loopPlace(summary, tally, index);
    if (place === null) {
      const none = { point: null, chips: 0, known: 0, lost: 0, unknown: 0, loops: [] };
      return { summary: { rule, ...none, lack: 'no chip of it has a gain margin' }, drawn: [] };
    }
    const { point, cell, margins } = place;
    const { drawn, lack } = loopsAt(manifest, rule, place, points);
    const { lost, unknown } = margins;
    const chips = cell.stable.n;
    const counts = { point: point.index, chips, known: chips - lost - unknown, lost, unknown };
    return { summary: { rule, ...counts, loops: drawn.map((own) => own.margins), lack }, drawn };
  });
}

/** Those that there are, and why there are not all. */
function loopsAt(manifest: Manifest, rule: Rule, { point, margins }: LoopPlace, points: TrialPoints) {
  const drawn: DrawnLoop[] = [];
  const lacks: string[] = [];
  try {
    const at = points(point.index);
    requireAffordable(at);
    const { device, ownRules } = at.scenario;
    const { network } = at.task;
    const wired = (chip: Chip) => unrolled(circuitOf(chip, ruleNamed(rule, ownRules)));
    for (const which of LOOP_CHIPS) {
      const expected = which === 'nominal' ? null : which === 'worst' ? margins.least! : margins.median()!;
      const chip =
        expected === null
          ? nominalChip(device, network)
          : chipFrom(device, network, originOf(manifest.scenario, expected.chip));
      const found = nearest(wired(chip), at, which, expected?.chip ?? null);
      if (found === null) lacks.push(`the ${which} chip has no margin`);
      else if (expected !== null && !agree(found.margins.gainMargin, expected.margin)) {
        const [now, then] = [found.margins.gainMargin ?? Infinity, expected.margin].map(threeDigits);
        lacks.push(`chip ${expected.chip}, worked out again, has the gain margin ${now}, not ${then} as in the rows`);
      } else drawn.push(found);
    }
  } catch (error) {
    lacks.push(lackOf(error));
  }
  return { drawn, lack: lacks.length === 0 ? null : lacks.join('; ') };
}

function requireAffordable({ scenario }: TrialPoint): void {
  const { network, probes, rules } = scenario;
  const outputs = network.layers[network.layers.length - 1];
  const each = probes * branchCost(scenario) + FREQUENCIES * EIGENVALUES * outputs ** 3;
  const seconds = rules.length * LOOP_CHIPS.length * each;
  if (seconds <= AFFORDABLE) return;
  throw new Error(`working out the loops of so large a network on so many inputs takes about ${Math.round(seconds)} s`);
}

/** The loop of the input that is nearest to the limit; null: no input has one. */
function nearest(
  circuit: ReturnType<typeof circuitOf>,
  { scenario: { loss, nudge }, task, beta }: TrialPoint,
  which: LoopChip,
  chip: number | null,
): DrawnLoop | null {
  const tried = task.probes.flatMap(({ input, target }, probe) => {
    const drive: Drive = { input, target, loss, beta, nudge };
    const outlook = new Outlook(circuit, drive);
    return signalOnBranch(outlook) === null ? [] : [{ probe, drive, outlook }];
  });
  if (tried.length === 0) return null;
  const gain = ({ outlook }: (typeof tried)[number]) => outlook.gainMargin ?? Number.MAX_VALUE;
  const phase = ({ outlook }: (typeof tried)[number]) => outlook.margins!.phaseMarginDeg ?? Number.MAX_VALUE;
  // Phase margins take longer, and tell only where no gain margin does.
  const by = tried.some(({ outlook }) => outlook.gainMargin !== null) ? gain : phase;
  const { probe, drive, outlook } = tried.reduce((a, b) => (by(b) < by(a) ? b : a));
  const response = frequencyResponse(circuit, drive, { points: FREQUENCIES })!;
  const { gainMargin, angularFrequency, phaseMarginDeg } = outlook.margins!;
  const frequency = angularFrequency === null ? null : angularFrequency / (2 * Math.PI);
  return {
    margins: { which, chip, probe, gainMargin, frequency, phaseMarginDeg },
    response: decisive(response),
  };
}

function agree(found: number | null, margin: number): boolean {
  const own = found ?? Number.POSITIVE_INFINITY;
  return own === margin || Math.abs(own - margin) <= ROUNDING * margin;
}
