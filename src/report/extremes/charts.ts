import { type PictureFile, pictureFile } from '../charts/frame.ts';
import { lineLegend } from '../charts/legend.ts';
import { type Layers, plotted } from '../charts/plot.ts';
import { markOf } from '../charts/theme.ts';
import { counted } from '../format.ts';
import { findings } from './findings.ts';
import type { ExtremesResult, ExtremesSummary } from './summary.ts';

const HEIGHT = 230;
const PADDING = { left: 58, right: 14, top: 8, bottom: 46 };

/** At every point of the sweep the part of chips that fails by each beta: by screening a line, by events the worst. */
export async function extremesCharts(summary: ExtremesSummary): Promise<PictureFile[]> {
  const points = [...new Set(summary.questions.map(({ at }) => at))];
  const charts: PictureFile[] = [];
  for (const [p, at] of points.entries()) {
    const questions = summary.questions.filter((question) => question.at === at && question.tail.length > 0);
    if (questions.length > 0) charts.push(await tails(summary, questions, at, `tail-${p}`));
  }
  return charts;
}

async function tails(
  summary: ExtremesSummary,
  questions: readonly ExtremesResult[],
  at: string,
  id: string,
): Promise<PictureFile> {
  const { chips, seed } = summary;
  const x = {
    field: 'beta',
    type: 'quantitative' as const,
    title: 'nudging strength, beta',
    scale: { type: 'log' as const, nice: false },
    axis: { grid: false, tickCount: 6, format: '~g' },
  };
  const y = partAxis(questions);
  const layers = questions.flatMap(({ rule, tail, chips: worst, screened, unknown }): Layers => {
    const { colour: paint, dash, shape, filled } = markOf(rule, summary.rules.indexOf(rule));
    const values = tail.map(({ beta, count, of, low, high }) => ({ beta, part: count / of, low, high }));
    const points = worst.map(({ fails }, i) => ({ beta: fails, part: (i + 1) / (screened - unknown) }));
    return [
      {
        data: { values },
        mark: { type: 'area', color: paint, opacity: 0.14 },
        encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' } },
      },
      {
        data: { values },
        mark: { type: 'line', color: paint, strokeDash: [...dash], strokeWidth: 2 },
        encoding: { x, y: { ...y, field: 'part' } },
      },
      {
        data: { values: points },
        mark: { type: 'point', color: paint, shape, filled, size: 36 },
        encoding: { x, y: { ...y, field: 'part' } },
      },
    ];
  });
  const title = `Part of chips that fail by a nudging strength${at === '' ? '' : `, ${at}`}`;
  const note = `Lines: by screening, of ${counted(chips, 'chip')}, with exact 95 % intervals; marks: the worst, by events; seed ${seed}.`;
  const alt = findings({ ...summary, questions }).join(' ');
  const frame = { id, title, note, alt, legend: lineLegend(questions.map(({ rule }) => rule)), patterns: '' };
  return pictureFile(frame, await plotted(id, layers, HEIGHT, PADDING));
}

/** By powers of ten. */
function partAxis(questions: readonly ExtremesResult[]) {
  const least = Math.min(...questions.flatMap(({ tail }) => tail.map(({ low }) => low)));
  const values = Array.from({ length: 20 }, (_, power) => 10 ** -power).filter((value) => value >= least);
  return {
    type: 'quantitative' as const,
    title: null,
    scale: { type: 'log' as const, nice: false },
    axis: { values, labelExpr: "format(datum.value, '.0e')", domain: false, ticks: false },
  };
}
