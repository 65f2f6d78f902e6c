import { standalone } from '../../dist/report/charts/frame.js';
import { plotted } from '../../dist/report/charts/plot.js';
import { colour } from '../../dist/report/charts/theme.js';

const SOLID = [1, 0];

/** A curve with its look: name in the legend, field of the data, colour of the theme, dashes, and whether it is a staircase. */
export function curve(label, values, field, name, { dash = SOLID, stairs = false, width = 2 } = {}) {
  return { label, values, field, paint: colour(name), dash, stairs, width };
}

function legendOf({ label, paint, dash, width }) {
  const swatch = `<path d="M0 6H26" fill="none" stroke="${paint}" stroke-width="${width}" stroke-dasharray="${dash.join(' ')}"/>`;
  return { label, width: 26, swatch };
}

/** Curves over time, in time constants. */
export async function drawCourses(id, { title, note, alt, y, domain, curves }) {
  const time = {
    field: 'time',
    type: 'quantitative',
    title: 'time / tau',
    axis: { grid: false, tickCount: 8, labelFlush: false },
  };
  const axis = { grid: true, domain: false, ticks: false, tickCount: 6 };
  const scale = { domain, nice: false, zero: false };
  const layers = [
    ...curves.map(({ values, field, paint, dash, stairs, width }) => ({
      data: { values: values.map((at) => ({ time: at.time, value: at[field] })) },
      mark: {
        type: 'line',
        color: paint,
        strokeDash: dash,
        strokeWidth: width,
        interpolate: stairs ? 'step-after' : 'linear',
        clip: true,
      },
      encoding: { x: time, y: { field: 'value', type: 'quantitative', title: y, scale, axis } },
    })),
  ];
  const plot = await plotted(id, layers, 210, { left: 54, right: 14, top: 8, bottom: 46 });
  return standalone({ id, title, note: unbroken(note), alt, legend: curves.map(legendOf), patterns: '' }, plot);
}

/** Numbers stay with their units. */
export function unbroken(text) {
  return text.replaceAll(/ (%|tau\b|deg\b)/g, '\u00a0$1').replaceAll(/\b(alpha|beta) (?=\d)/g, '$1\u00a0');
}
