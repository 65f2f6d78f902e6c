import { expect, it } from 'vitest';
import { reportOf } from './reports.ts';
import { ALPHA, syntheticRun } from './synthetic-run.ts';

const TWO = { ...ALPHA, labels: ALPHA.labels.slice(0, 2), values: ALPHA.values.slice(0, 2) };
const { manifest, rows } = syntheticRun([TWO], { chips: 6 });
const report = await reportOf(manifest, rows);

/** So many digits of a number do not depend on the machine that worked it out. */
const DIGITS = 4;

/** Numbers of JSON; a place in a picture, px, to the tenth. */
const rounded = (_: string, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(DIGITS)) : value);
const toTenths = (svg: string) => svg.replace(/-?\d+\.\d+/g, (number) => String(Number(Number(number).toFixed(1))));

it('summary.json is, rounded, as it was', () => {
  expect(JSON.stringify(report.summary, rounded, 1)).toMatchSnapshot();
});

it.each(['stable-yield.svg', 'outcomes.svg', 'gain-margin.svg'])('%s is, rounded, as it was', (name) => {
  // Colours of the night are the same in every picture, and tested with the page.
  const svg = report.plots.get(name) ?? '';
  expect(toTenths(svg.replace(/<style>.*?<\/style>/s, ''))).toMatchSnapshot();
});
