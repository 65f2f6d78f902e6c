import { type PictureFile, pictureFile } from '../charts/frame.ts';
import { lineLegend } from '../charts/legend.ts';
import { type Layers, plotted } from '../charts/plot.ts';
import { markOf } from '../charts/theme.ts';
import { counted } from '../format.ts';
import { findings } from './findings.ts';
import type { RareResult, RareSummary } from './summary.ts';

const HEIGHT = 230;
const PADDING = { left: 58, right: 14, top: 8, bottom: 46 };

/** At every point of the sweep the probability against how near to failing. */
export async function rareCharts(summary: RareSummary): Promise<PictureFile[]> {
  const points = [...new Set(summary.questions.map(({ at }) => at))];
  const charts: PictureFile[] = [];
  for (const [p, at] of points.entries()) {
    const questions = summary.questions.filter((question) => question.at === at && question.curve.length > 0);
    if (questions.length > 0) charts.push(await curves(summary, questions, at, `probability-${p}`));
  }
  return charts;
}

async function curves(
  summary: RareSummary,
  questions: readonly RareResult[],
  at: string,
  id: string,
): Promise<PictureFile> {
  const { isLoss, chips, repetitions, seed } = summary;
  const x = {
    field: 'x',
    type: 'quantitative' as const,
    title: isLoss ? 'nudging strength, beta' : 'distance of the metric beyond its bound',
    scale: { zero: false, nice: false },
    axis: { grid: false },
  };
  const y = probabilityAxis(questions);
  const layers = questions.flatMap(({ rule, curve, beta }): Layers => {
    const { colour: paint, dash } = markOf(rule, summary.rules.indexOf(rule));
    const values = curve.map(({ score, ...point }) => ({ ...point, x: isLoss ? beta / score : score }));
    return [
      {
        data: { values },
        mark: { type: 'area', color: paint, opacity: 0.14 },
        encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' } },
      },
      {
        data: { values },
        mark: { type: 'line', color: paint, strokeDash: [...dash], strokeWidth: 2 },
        encoding: { x, y: { ...y, field: 'probability' } },
      },
    ];
  });
  const what = isLoss ? 'Probability that a branch is lost' : `Probability that ${summary.limit}, against the bound`;
  const title = `${what}${at === '' ? '' : `, ${at}`}`;
  const note = `95 % intervals from ${counted(repetitions, 'repetition')} of ${counted(chips, 'chip')} a level; engine static, seed ${seed}.${isLoss ? ' At the left the beta that was asked for.' : ''}`;
  const alt = findings({ ...summary, questions }).join(' ');
  const frame = { id, title, note, alt, legend: lineLegend(questions.map(({ rule }) => rule)), patterns: '' };
  return pictureFile(frame, await plotted(id, layers, HEIGHT, PADDING));
}

/** By powers of ten. */
function probabilityAxis(questions: readonly RareResult[]) {
  const least = Math.min(...questions.flatMap(({ curve }) => curve.map(({ low }) => low)));
  const values = Array.from({ length: 20 }, (_, power) => 10 ** -power).filter((value) => value >= least);
  return {
    type: 'quantitative' as const,
    title: null,
    scale: { type: 'log' as const, nice: false },
    axis: { values, labelExpr: "format(datum.value, '.0e')", domain: false, ticks: false },
  };
}
