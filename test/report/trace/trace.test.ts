import { parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { traceCsv } from '../../../src/cli/trace-csv.ts';
import { Trace } from '../../../src/engine/trace.ts';
import { stream } from '../../../src/random/stream.ts';
import { traceChart } from '../../../src/report/charts/trace-chart.ts';
import { mostMoving } from '../../../src/report/trace/courses.ts';
import { spaced, thinned } from '../../../src/report/trace/thinned.ts';
import { traceParquet } from '../../../src/store/trace-parquet.ts';
import { assertBalanced } from '../markup.ts';

/** Neurons 0 to 3 of layer 2, of which the k-th swings by k + 0.5 in its minus compartment, and others of layer 1. */
function made(): Trace {
  const trace = new Trace();
  for (let step = 0; step <= 10; step++) {
    for (let neuron = 0; neuron < 4; neuron++) {
      trace.course.push(step * 1e-3, 1, neuron, 50 * step, 0);
      trace.course.push(step * 1e-3, 2, neuron, 0.1, 1 / 3 - ((neuron + 0.5) * step) / 10);
    }
  }
  // Layer, neuron, encoder, step.
  trace.events.push(2e-3, 2, 1, 0, 1, 3e-3, 2, 1, 1, -1, 3e-3, 2, 0, 0, 1, 4e-3, 1, 1, 0, 1);
  return trace;
}

describe('the neurons of a picture', () => {
  it('are all of the layer in their order, or those that move most', () => {
    expect(mostMoving(made(), 2, 4).map(({ neuron }) => neuron)).toEqual([0, 1, 2, 3]);
    const [first, second, ...more] = mostMoving(made(), 2, 2);
    expect([first.neuron, second.neuron, more.length]).toEqual([3, 2, 0]);
    expect(first.swing).toBeCloseTo(3.5, 14);
    expect(first.time).toEqual(Array.from({ length: 11 }, (_, i) => i * 1e-3));
    expect(first.plus).toEqual(Array(11).fill(0.1));
    expect(first.minus[10]).toBeCloseTo(1 / 3 - 3.5, 14);
  });

  it('have their own events, each kind apart', () => {
    const [, one] = mostMoving(made(), 2, 4);
    expect([one.activity, one.difference]).toEqual([[2e-3], [3e-3]]);
    expect(mostMoving(made(), 1, 4)[1].activity).toEqual([4e-3]);
  });
});

describe('a thinned line', () => {
  it('keeps ends, extremes and order in every column', () => {
    const next = stream('thinned', 'line');
    const time = Array.from({ length: 5000 }, () => next()).sort((a, b) => a - b);
    const values = time.map((t) => Math.sin(40 * t) + 0.3 * next());
    const columns = 37;
    const kept = thinned(time, values, 1, columns);
    expect(kept.length).toBeLessThanOrEqual(4 * columns);
    const columnOf = (t: number) => Math.min(columns - 1, Math.floor(t * columns));
    for (let column = 0; column < columns; column++) {
      const all = time.flatMap((t, i) => (columnOf(t) === column ? [{ time: t, value: values[i] }] : []));
      const own = kept.filter((sample) => columnOf(sample.time) === column);
      expect([own[0], own.at(-1)]).toEqual([all[0], all.at(-1)]);
      for (const most of [Math.min, Math.max]) {
        expect(most(...own.map(({ value }) => value))).toBe(most(...all.map(({ value }) => value)));
      }
    }
    expect(kept.map((sample) => sample.time)).toEqual(kept.map((sample) => sample.time).sort((a, b) => a - b));
  });

  it('of few samples is all of them', () => {
    expect(thinned([0, 0.5, 1], [3, 1, 2], 1, 100)).toEqual([
      { time: 0, value: 3 },
      { time: 0.5, value: 1 },
      { time: 1, value: 2 },
    ]);
    expect(spaced([0.1, 0.101, 0.5, 0.501, 0.9], 1, 10)).toEqual([0.1, 0.5, 0.9]);
  });
});

describe('a trace as Parquet', () => {
  it('is that of the CSV, number for number', async () => {
    const bytes = traceParquet(made());
    const rows = await parquetReadObjects({ file: new Uint8Array(bytes).buffer });
    const [head, ...lines] = [...traceCsv(made())].join('').trimEnd().split('\n');
    expect(lines).toHaveLength(2 * 4 * 11 + 4);
    const names = head.split(',');
    const fromCsv = lines.map((line) =>
      Object.fromEntries(
        line.split(',').map((text, k) => [names[k], k === 1 ? text : text === '' ? null : Number(text)]),
      ),
    );
    expect(rows).toEqual(fromCsv);
    // At equal times what a compartment was before the event that it caused.
    expect(fromCsv.map(({ time_s: time }) => time)).toEqual(fromCsv.map(({ time_s: time }) => time).sort());
    const at = fromCsv.findIndex(({ kind }) => kind === 'activity');
    expect(fromCsv[at - 1]).toMatchObject({ time_s: 2e-3, kind: 'potential' });
  });
});

describe('the picture of a run', () => {
  const picture = (rails: readonly [number, number] | null) =>
    traceChart({
      subject: 'a <chip>, dp',
      neurons: mostMoving(made(), 2, 2),
      shown: 'The 2 of 4 neurons',
      rails,
      outcome: 'settled',
      moment: { time: 8e-3, label: 'settled at 8.00 ms' },
    });

  it('has both courses, the ticks, the moment and the neurons’ names', async () => {
    const svg = await picture(null);
    assertBalanced(svg);
    expect(svg).toContain('neuron 3');
    expect(svg).toContain('neuron 2');
    expect(svg).not.toContain('neuron 1');
    expect(svg).toContain('>How the run went: settled<');
    expect(svg).toContain('>settled at 8.00 ms<');
    expect(svg).toContain('a &lt;chip&gt;, dp');
    expect(svg).toContain('No rails.');
    // Of each of two neurons a line of one colour and one of another, besides the legend.
    expect(
      svg.match(/<path[^>]*stroke="#0b5fa5"[^>]*stroke-width="1.4"|<path[^>]*stroke-width="1.4"[^>]*stroke="#0b5fa5"/g),
    ).toHaveLength(2);
  });

  it('has every sample where its time and value say', async () => {
    const svg = await picture(null);
    const paths = [...svg.matchAll(/<path[^>]*\bd="([^"]+)"[^>]*>/g)].filter(([whole]) =>
      whole.includes('stroke-dasharray="4,3"'),
    );
    expect(paths).toHaveLength(2);
    // The plot is 362 px wide and ends at 10 ms, and 64 px are the range of all that is drawn.
    const [low, high] = [1 / 3 - 3.5, 1 / 3];
    const points = paths[0][1].split(/[ML]/).flatMap((pair) => (pair === '' ? [] : [pair.split(',').map(Number)]));
    expect(points).toHaveLength(11);
    points.forEach(([x, y], step) => {
      expect(x).toBeCloseTo(36.2 * step, 2);
      expect(y).toBeCloseTo(64 * (1 - (1 / 3 - 0.35 * step - low) / (high - low)), 2);
    });
    const [, at] = /<line transform="translate\(([\d.]+),[\d.]+\)"[^>]*stroke-dasharray="6,3"/.exec(svg) ?? [];
    expect(Number(at)).toBeCloseTo(0.8 * 362, 1);
  });

  it('has rails where they are near, and says where they are else', async () => {
    const [near, far] = [await picture([-4, 1]), await picture([-40, 1])];
    expect(near).toContain('Dotted: rails.');
    expect(near).not.toContain('Not in the picture');
    expect(far.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')).toContain('Not in the picture: rails at -40.0.');
    const dotted = (svg: string) => svg.match(/stroke-dasharray="1,3"/g)?.length;
    expect([dotted(near), dotted(far)]).toEqual([4, 2]);
  });
});
