import { originOf } from '../../chip/origin.ts';
import { chipFrom } from '../../chip/sample-chip.ts';
import type { Drive } from '../../engine/circuit.ts';
import { Trace } from '../../engine/trace.ts';
import { circuitOf, ruleNamed } from '../../learning/rules.ts';
import { OUTCOMES, type Outcome } from '../../model/outcomes.ts';
import type { Rule } from '../../model/rules.ts';
import { branchCost } from '../../montecarlo/chip-cost.ts';
import { noiseStreams } from '../../montecarlo/noise-streams.ts';
import { trialLimits } from '../../montecarlo/trial-limits.ts';
import type { TrialPoints } from '../../montecarlo/trial-point.ts';
import type { Manifest } from '../../store/manifest.ts';
import { Simulator } from '../../verdict/simulate.ts';
import { counted } from '../format.ts';
import type { Summary } from '../summary.ts';
import type { ExampleSummary } from '../summary-examples.ts';
import type { RunTally } from '../tally/run-tally.ts';
import { mostMoving, type NeuronCourse } from '../trace/courses.ts';
import { type Moment, momentOf } from '../trace/moment.ts';
import { lackOf } from './lack.ts';

/** A chip that was run again, as it is drawn. */
export interface DrawnExample {
  readonly summary: ExampleSummary;
  /** Null: it was not run again. */
  readonly drawn: {
    readonly neurons: readonly NeuronCourse[];
    /** Neurons of the layer. */
    readonly all: number;
    readonly rails: readonly [low: number, high: number] | null;
    readonly moment: Moment;
  } | null;
}

/** Neurons of a picture. */
const NEURONS = 2;
/** Runs made again may take so long in all, s: by their branches, and their events at this speed. */
const AFFORDABLE = 5;
const EVENT = 2e-6;
/** Of a run that is traced, its events times the neurons of the largest layer: what is recorded. */
const RECORDED = 1.5e6;

/** A run is drawn to so many times the moment of its outcome. */
export const DRAWN = 3;

/** Under every rule the first chip that ends in each word, run again by its number, as far as that takes seconds. */
export function examplesOf(manifest: Manifest, tally: RunTally, summary: Summary, points: TrialPoints): DrawnExample[] {
  const budget = { left: AFFORDABLE };
  return summary.rules.flatMap((rule) =>
    OUTCOMES.flatMap((outcome): DrawnExample[] => {
      const places = summary.points.map(({ index }) => ({ index, chip: tally.cell(index, rule).firstChips[outcome] }));
      const place = places.find(({ chip }) => chip !== null);
      if (place === undefined) return [];
      const trials = summary.points.reduce((sum, { index }) => sum + tally.cell(index, rule).chipOutcomes[outcome], 0);
      const own = { rule, outcome, trials, point: place.index, chip: place.chip! };
      try {
        return [runAgain(manifest, own, points, budget)];
      } catch (error) {
        return [{ summary: { ...own, run: null, lack: lackOf(error) }, drawn: null }];
      }
    }),
  );
}

/** The first input that ends so, without and then with a trace: most runs are not the one, and a trace is large. */
function runAgain(
  { scenario: { seed, plan } }: Manifest,
  own: Omit<ExampleSummary, 'run' | 'lack'> & { readonly rule: Rule; readonly outcome: Outcome },
  points: TrialPoints,
  budget: { left: number },
): DrawnExample {
  const { scenario, task, beta } = points(own.point);
  const { device, loss, nudge, ownRules } = scenario;
  const chip = chipFrom(device, task.network, originOf({ seed, plan }, own.chip));
  const simulator = new Simulator(circuitOf(chip, ruleNamed(own.rule, ownRules)));
  const limits = trialLimits(device.neuron.tau.nominal, scenario);
  for (const [probe, { input, target }] of task.probes.entries()) {
    if (budget.left < branchCost(scenario)) throw new Error('running more chips again would take long');
    const drive: Drive = { input, target, loss, beta, nudge };
    const noise = noiseStreams(seed, own.chip, probe);
    const run = simulator.run(drive, limits, { noise });
    const events = run.events.activity + run.events.difference;
    budget.left -= branchCost(scenario) + EVENT * events;
    if (run.outcome !== own.outcome) continue;
    if (events * Math.max(...chip.layers.slice(1)) > RECORDED) {
      throw new Error(`its run has ${counted(events, 'event')}, more than are recorded for a report`);
    }
    const trace = new Trace();
    simulator.run(drive, limits, { noise, outlook: run.outlook, trace });
    const moment = momentOf(run);
    const output = chip.layers.length - 1;
    const neurons = mostMoving(trace, output, NEURONS).map((neuron) => upTo(neuron, DRAWN * moment.time));
    return {
      summary: { ...own, run: { probe, time: moment.time, events }, lack: null },
      drawn: { neurons, all: chip.layers[output], rails: chip.rails, moment },
    };
  }
  throw new Error(`no input of chip ${own.chip}, run again, ends so`);
}

/** What a neuron did until then, s. */
function upTo(neuron: NeuronCourse, end: number): NeuronCourse {
  const { time, plus, minus, activity, difference } = neuron;
  const after = time.findIndex((own) => own > end);
  const last = after < 0 ? time.length : after;
  const before = (times: readonly number[]) => times.filter((own) => own <= end);
  return {
    ...neuron,
    time: time.slice(0, last),
    plus: plus.slice(0, last),
    minus: minus.slice(0, last),
    activity: before(activity),
    difference: before(difference),
  };
}
