import { describe, expect, it } from 'vitest';
import { contributionReport } from '../../src/report/contributions/report.ts';
import { extremesCharts } from '../../src/report/extremes/charts.ts';
import { extremesReport } from '../../src/report/extremes/report.ts';
import type { ExtremesSummary } from '../../src/report/extremes/summary.ts';
import { findCharts } from '../../src/report/find/charts.ts';
import { findReport } from '../../src/report/find/report.ts';
import type { FindSummary } from '../../src/report/find/summary.ts';
import { type InquiryReport, inquiryHtml, inquiryMarkdown } from '../../src/report/inquiries/pages.ts';
import { rareCharts } from '../../src/report/rare/charts.ts';
import { rareReport } from '../../src/report/rare/report.ts';
import type { RareSummary } from '../../src/report/rare/summary.ts';
import { shareCharts } from '../../src/report/sensitivity/charts.ts';
import { sensitivityReport } from '../../src/report/sensitivity/report.ts';
import type { SensitivitySummary } from '../../src/report/sensitivity/summary.ts';
import { expectPicture, expectSameTags, HOSTILE, tableWidths } from './hostile.ts';

const heading = (text: string) => ({
  ...{ name: text, description: text, command: text, seed: text, device: text },
  versions: { dyadsim: text, node: text },
  ...{ layers: [2, 3, 2], chips: 4, probes: 2, rules: [text], engine: 'static' as const },
});
const interval = [0.1, 0.2] as const;

function contributions(text: string): Promise<InquiryReport> {
  const part = { name: text, share: 0.7, interval };
  const result = {
    ...{ metric: 'angleDeg' as const, chips: 4, leftOut: [{ why: text, chips: 1 }], mean: 0.2, deviation: 0.1 },
    ...{ groups: [part], notExplained: { share: 0.3, interval }, r2: 1 },
  };
  return contributionReport({ heading: heading(text), run: text, at: text, rule: text, result });
}

async function find(text: string): Promise<InquiryReport> {
  const axis = { path: text, name: text, title: text, labels: ['0', '1'], values: [0, 1], numeric: true };
  const end = { value: 0, label: text, open: false };
  const range = { from: end, to: end };
  const curve = [0, 1].map((value) => ({ value, label: text, passed: 3, failed: 1, unknown: 0, low: 0.1, high: 0.9 }));
  const limit = { at: text, coordinates: [], rule: text, spec: text, target: 0.9, curve };
  const confirmed = [{ label: text, chips: 4, foretold: 3, kept: 3, same: 4 }];
  const summary: FindSummary = {
    format: 'dyadsim/find-summary@1',
    ...heading(text),
    ...{ along: axis, others: [], runs: { made: 4, grid: 8 }, whyRefused: text },
    limits: [{ ...limit, confirmed, reached: range, shown: range, possible: null }],
  };
  return findReport(summary, await findCharts(summary));
}

async function extremes(text: string): Promise<InquiryReport> {
  const chip = { chip: 1, lossBeta: 0.5, rank: 1, holds: 0.4, fails: 0.5, file: text, again: text };
  const question = {
    ...{ at: text, rule: text, beta: 0.2, screened: 4, unknown: 1, whyUnknown: text, kept: 2, within: 1 },
    ...{ simulated: 2, undecided: 0, shown: true, chips: [chip] },
    rounds: [{ first: 1, audited: 1, limit: 0.5, largestError: 0.1, missed: 0.01 }],
    tail: [1, 2].map((count) => ({ beta: 0.5 * count, count, of: 4, low: 0.01, high: 0.9 })),
  };
  const summary: ExtremesSummary = {
    format: 'dyadsim/extremes-summary@1',
    ...heading(text),
    ...{ worst: 1, miss: 0.05, most: 3, step: 0.01, questions: [question] },
  };
  return extremesReport(summary, await extremesCharts(summary));
}

async function rare(text: string): Promise<InquiryReport> {
  const level = { above: 0.5, probability: 0.1, evaluations: 4, failing: 1, unknown: 1, accepted: 0.4 };
  const question = {
    ...{ at: text, rule: text, beta: 0.2, probability: 0.01, interval, draws: 30, evaluations: 4, plainChips: 100 },
    ...{ sigma: { estimate: 2.3, low: 2, high: 2.6 }, unknown: 1, whyUnknown: text },
    independent: { chips: 4, unknown: 1, atMost: 0.7 },
    repetitions: [{ probability: 0.01, end: 'failing' as const, levels: [level] }],
    kinds: [{ words: text, probability: 0.01, interval }],
    chips: [{ repetition: 0, words: text, norm: 3, file: text, fails: null, error: text }],
    curve: [0.5, 1].map((score) => ({ score, probability: 0.1 / score, low: 0.01, high: 0.9 })),
  };
  const summary: RareSummary = {
    format: 'dyadsim/rare-summary@1',
    ...heading(text),
    ...{ repetitions: 1, downTo: 1e-6, limit: text, isLoss: false, questions: [question] },
  };
  return rareReport(summary, await rareCharts(summary));
}

async function sensitivity(text: string): Promise<InquiryReport> {
  const estimate = { value: 0.5, interval };
  const group = { name: text, first: estimate, total: estimate, shapley: estimate };
  const shares = { mean: 1, deviation: 0.1, groups: [group], firstSum: estimate, totalSum: estimate };
  const leftOut = { refused: 1, lost: 0, infinite: 0, unknown: 0 };
  const cell = { rule: text, sameAs: null, used: 3, leftOut, error: text, atBound: 0.1, shares };
  const kept = { criterion: text, designed: 3, changed: 2, n: 4, leftOut: 0, difference: -0.25, interval, p: 0.5 };
  const summary: SensitivitySummary = {
    format: 'dyadsim/sensitivity-summary@1',
    ...heading(text),
    ...{ follow: 4, metric: 'lossBeta', onLogarithm: true, by: ['parameter'], resamples: 100, made: 12 },
    points: [{ index: 0, at: text, coordinates: [], beta: 0.2, groups: 1, cells: [cell, { ...cell, sameAs: text }] }],
    changes: [{ at: text, rule: text, change: text, yields: [kept], metric: { n: 4, mean: -0.1, interval } }],
  };
  return sensitivityReport(summary, await shareCharts(summary));
}

describe.each([
  ['contributions', contributions],
  ['find', find],
  ['extremes', extremes],
  ['rare', rare],
  ['sensitivity', sensitivity],
])('a page of %s whose every text is hostile', async (_, reportOf) => {
  const plain = await reportOf('plain');

  it.each(HOSTILE)('%j: has no mark-up of it, and the same tags as one with plain texts', async (text) => {
    const hostile = await reportOf(text);
    expectSameTags(inquiryHtml(hostile), inquiryHtml(plain));
    expect(tableWidths(inquiryMarkdown(hostile))).toEqual(tableWidths(inquiryMarkdown(plain)));
    for (const chart of hostile.charts) await expectPicture(chart);
  });
});
