import { EventLoop } from '../../src/engine/event-loop.ts';
import { runBlock } from '../../src/montecarlo/trial.ts';
import { Findings } from '../findings.ts';
import { interleave, processorSecondsOf, type Sample } from '../measure.ts';
import { quietDemoStudy } from '../sweep.ts';

const CHIPS = 4;
const ROUNDS = 5;
/** Rounds in which code is still being compiled, as it is for the first chips of a sweep. */
const WARM_UPS = 10;

/** Everything in a quiet sweep that is not the run of events: chips, branches, margins, certificates, words and gradients. */
export async function rest(): Promise<Findings> {
  const findings = new Findings();
  const study = quietDemoStudy(CHIPS);
  const { probes } = study.tasks[study.points[0].task];
  const runs = CHIPS * study.points.length * study.points[0].scenario.rules.length * probes.length;
  const { rest, events } = await interleave(
    [() => timeRows(() => runBlock(study, { index: 0, firstChip: 0, chips: CHIPS }))],
    ROUNDS,
    WARM_UPS,
  );
  const each = (seconds: readonly number[]) => seconds.map((value) => value / runs);
  findings.measured('the demo without noise: a run, its events', each(events));
  findings.measured('the demo without noise: a run, all else', each(rest));
  findings.ratio('the demo without noise: all else / events', rest, events, { atMost: 0.4 });
  return findings;
}

/** Processor time inside and outside of the event loop. */
function timeRows(work: () => unknown): Sample {
  const { advance } = EventLoop.prototype;
  let events = 0;
  EventLoop.prototype.advance = function (until, maxEvents) {
    let stopped!: ReturnType<EventLoop['advance']>;
    events += processorSecondsOf(() => {
      stopped = advance.call(this, until, maxEvents);
    });
    return stopped;
  };
  try {
    const all = processorSecondsOf(work);
    return { rest: all - events, events };
  } finally {
    EventLoop.prototype.advance = advance;
  }
}
