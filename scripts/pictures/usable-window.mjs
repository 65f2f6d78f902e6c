import { fileURLToPath } from 'node:url';
import { loadScenario } from '../../dist/config/load-scenario.js';
import { RULES } from '../../dist/model/rules.js';
import { prepareStudy } from '../../dist/montecarlo/prepare-study.js';
import { wilsonInterval } from '../../dist/montecarlo/statistics/proportion.js';
import { quantilesOf } from '../../dist/montecarlo/statistics/quantile.js';
import { runBlock } from '../../dist/montecarlo/trial.js';
import { standalone } from '../../dist/report/charts/frame.js';
import { lineLegend } from '../../dist/report/charts/legend.js';
import { plotted } from '../../dist/report/charts/plot.js';
import { colour, markOf } from '../../dist/report/charts/theme.js';
import { unbroken } from './drawing.mjs';

const RULE_MARKS = Object.fromEntries(RULES.map((rule, index) => [rule, markOf(rule, index)]));

const SCENARIO = fileURLToPath(new URL('../../docs/pictures/usable-window.yaml', import.meta.url));
const REQUIRED_YIELD = 0.9;
/** Fewer stable chips make no statement about their angles. */
const FEWEST = 10;
const PADDING = { left: 54, right: 14, top: 22, bottom: 46 };

/** Angle and stability over beta, both rules on the same sampled chips. */
export async function usableWindow(id) {
  const { scenario, points } = loadScenario(SCENARIO);
  const study = prepareStudy(scenario, points);
  const rows = runBlock(study, { index: 0, firstChip: 0, chips: scenario.chips });
  const failed = rows.find(({ error }) => error !== null);
  if (failed) throw new Error(`chip ${failed.chip}: ${failed.error}`);
  const cells = study.points.flatMap(({ index, beta }) =>
    scenario.rules.map((rule) => ({
      beta,
      rule,
      ...cell(rows.filter((row) => row.point === index && row.rule === rule)),
    })),
  );
  const windows = scenario.rules.map((rule) => `${RULE_MARKS[rule].name} ${windowOf(cells, rule)}`);
  const angle = await plotted(`${id}-angle`, anglePlot(cells, scenario.accept.angleDeg), 170, {
    ...PADDING,
    bottom: 26,
  });
  const stable = await plotted(`${id}-stable`, stablePlot(cells), 130, PADDING);
  const plot = {
    width: angle.width,
    height: angle.height + stable.height,
    content: `${angle.content}<g transform="translate(0,${angle.height})">${stable.content}</g>`,
  };
  const { chips, probes, device, seed } = scenario;
  const { alpha } = device.dyad;
  return standalone(
    {
      id,
      title: 'The usable window of beta',
      note: unbroken(
        `${device.name} with all its mismatch and noise, alpha ${alpha.nominal}, 64-32-10 digits; n = ${chips} chips, ${probes} inputs each. ` +
          'Above: angle of the worst layer on stable chips, median and quartiles; below: chips on which all inputs settle, ' +
          `95 % Wilson intervals. At least ${100 * REQUIRED_YIELD} % of chips stable and within ${scenario.accept.angleDeg} deg: ${windows.join(', ')}. Seed ${seed}.`,
      ),
      alt: cells.map((at) => `beta ${at.beta}, ${RULE_MARKS[at.rule].name}: ${at.stable} of ${at.n} stable`).join('; '),
      legend: lineLegend(scenario.rules),
      patterns: '',
    },
    plot,
  );
}

function cell(rows) {
  const stable = rows.filter((row) => row.stable);
  const [low, high] = wilsonInterval(stable.length, rows.length);
  return {
    n: rows.length,
    stable: stable.length,
    fraction: stable.length / rows.length,
    low,
    high,
    aligned: rows.filter((row) => row.aligned).length / rows.length,
    angle: stable.length < FEWEST ? null : quantilesOf(stable.map(({ angleDeg }) => Math.max(...angleDeg))),
  };
}

function windowOf(cells, rule) {
  const usable = cells.filter((at) => at.rule === rule && at.aligned >= REQUIRED_YIELD).map(({ beta }) => beta);
  if (usable.length === 0) return 'nowhere';
  return usable.length === 1 ? `at ${usable[0]}` : `from ${Math.min(...usable)} to ${Math.max(...usable)}`;
}

function anglePlot(cells, limit) {
  const values = cells.flatMap(({ beta, rule, angle }) =>
    angle === null ? [] : [{ beta, rule, value: angle.median, low: angle.q25, high: angle.q75 }],
  );
  const y = {
    type: 'quantitative',
    title: null,
    scale: { domain: [0, 120], nice: false },
    axis: { values: [0, 30, 60, 90, 120], labelExpr: "datum.value + '\\u00b0'", domain: false, ticks: false },
  };
  return [
    {
      data: { values: [{ value: limit }] },
      mark: { type: 'rule', strokeDash: [4, 3], color: colour('text'), strokeWidth: 1 },
      encoding: { y: { field: 'value', ...y } },
    },
    {
      data: { values: [{ value: limit, label: 'limit' }] },
      mark: { type: 'text', align: 'right', baseline: 'bottom', dy: -3, color: colour('text'), limit: 1000 },
      encoding: { x: { value: 368 }, y: { field: 'value', ...y }, text: { field: 'label', type: 'nominal' } },
    },
    ...banded(values, y, x(cells, false)),
    heading('angle to backprop'),
  ];
}

function stablePlot(cells) {
  const y = {
    type: 'quantitative',
    title: null,
    scale: { domain: [0, 1] },
    axis: { values: [0, 0.5, 1], labelExpr: "100 * datum.value + ' %'", domain: false, ticks: false },
  };
  const values = cells.map(({ beta, rule, fraction, low, high }) => ({ beta, rule, value: fraction, low, high }));
  return [...banded(values, y, x(cells, true)), heading('stable chips')];
}

/** Band, line and points of each rule. */
function banded(values, y, along) {
  return Object.entries(RULE_MARKS).flatMap(([rule, mark]) => {
    const data = { values: values.filter((value) => value.rule === rule) };
    const fill = mark.filled ? mark.colour : 'transparent';
    return [
      {
        data,
        mark: { type: 'area', color: mark.colour, opacity: 0.16 },
        encoding: { x: along, y: { field: 'low', ...y }, y2: { field: 'high' } },
      },
      {
        data,
        mark: { type: 'line', color: mark.colour, strokeDash: [...mark.dash], strokeWidth: 2 },
        encoding: { x: along, y: { field: 'value', ...y } },
      },
      {
        data,
        mark: {
          type: 'point',
          shape: mark.shape,
          size: mark.size,
          fill,
          stroke: mark.colour,
          strokeWidth: 1.6,
          opacity: 1,
        },
        encoding: { x: along, y: { field: 'value', ...y } },
      },
    ];
  });
}

function x(cells, labelled) {
  const betas = cells.map(({ beta }) => beta);
  return {
    field: 'beta',
    type: 'quantitative',
    title: labelled ? 'nudging strength, beta' : null,
    scale: { type: 'log', domain: [Math.min(...betas), Math.max(...betas)], nice: false, padding: 12 },
    axis: { values: [...new Set(betas)], labels: labelled, format: '~g', labelOverlap: 'greedy', grid: true },
  };
}

/** Above the plot, from the left edge of its labels. */
function heading(title) {
  return {
    data: { values: [{ title }] },
    mark: { type: 'text', align: 'left', baseline: 'middle', color: colour('muted'), limit: 1000 },
    encoding: { x: { value: -46 }, y: { value: -14 }, text: { field: 'title', type: 'nominal' } },
  };
}
