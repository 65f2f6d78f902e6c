import type { Trace } from '../engine/trace.ts';
import { traceRows } from '../store/trace-rows.ts';

/** A trace as one table: events (kind activity or difference) and the compartments' potentials (kind potential, in full scales). */
export function* traceCsv(trace: Trace): Generator<string> {
  yield 'time_s,kind,layer,neuron,step,v_plus,v_minus\n';
  for (const { time, kind, layer, neuron, step, plus, minus } of traceRows(trace)) {
    yield `${time},${kind},${layer},${neuron},${step ?? ''},${plus ?? ''},${minus ?? ''}\n`;
  }
}
