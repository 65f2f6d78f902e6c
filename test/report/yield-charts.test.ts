import { expect, it } from 'vitest';
import { drawCharts } from '../../src/report/charts/charts.ts';
import { NO_EVIDENCE } from '../../src/report/evidence/evidence.ts';
import { summaryOf } from './reports.ts';
import { ALPHA, syntheticRun } from './synthetic-run.ts';

const NAMES = ['a-device-of-some-process', 'another-device-of-the-process', 'third'];
const percent = (part: number) => (100 * part).toFixed(1);

async function stableChart(...[axes, changes]: Parameters<typeof syntheticRun>) {
  const { manifest, rows } = syntheticRun(axes, changes);
  const charts = await drawCharts(summaryOf(manifest, rows), NO_EVIDENCE);
  return { rows, chart: charts.find(({ subject }) => subject === 'stable')! };
}

it('the title of a yield has the lowest and the highest of every rule, undecided chips failing and passing', async () => {
  const { rows, chart } = await stableChart([ALPHA]);
  const found = ['dp', 'dp-transpose'].map((rule) => {
    const parts = ALPHA.values.map((_, point) => {
      const run = rows.filter((row) => row.rule === rule && row.point === point && row.error === null);
      const [passed, unknown] = [true, null].map((answer) => run.filter(({ stable }) => stable === answer).length);
      return [passed / run.length, (passed + unknown) / run.length];
    });
    return `${percent(Math.min(...parts.flat()))}–${percent(Math.max(...parts.flat()))} %`;
  });
  expect(chart.title).toBe(`Stable chips: DP ${found[0]}, DP-transpose ${found[1]}`);
  expect(chart.svg).toContain(`>${chart.title}</text>`);
});

it('is left to the picture where it does not fit, and where there are several pictures', async () => {
  const rules = ['dp', 'dp-transpose', 'a-rule-of-our-own-with-a-name'] as const;
  expect((await stableChart([ALPHA], { rules: [...rules] })).chart.title).toBe('Stable chips');
  const panels = { path: 'device', labels: ['first', 'second'], values: ['first', 'second'] };
  expect((await stableChart([ALPHA, panels])).chart.title).toMatch(/^Stable chips: device = first$/);
});

it('names that do not fit side by side stand upright, whole', async () => {
  const device = { path: 'device', labels: NAMES, values: NAMES };
  const { chart } = await stableChart([device]);
  for (const name of NAMES) expect(chart.inline).toMatch(new RegExp(`rotate\\(270[^>]*>${name}</text>`));
  const short = { path: 'device', labels: ['a', 'b'], values: ['a', 'b'] };
  expect((await stableChart([short])).chart.inline).not.toContain('rotate(270');
});
