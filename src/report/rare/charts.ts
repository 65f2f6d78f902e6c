import { bandAndLine, powersOfTen } from '../charts/band-line.ts';
import { fittingTitle } from '../charts/fitting-title.ts';
import { type PictureFile, pictureFile } from '../charts/frame.ts';
import { lineLegend } from '../charts/legend.ts';
import { type Layers, plotted } from '../charts/plot.ts';
import { markOf } from '../charts/theme.ts';
import { counted, threeDigits } from '../format.ts';
import { byPoint } from '../inquiries/by-point.ts';
import { ruleName } from '../words.ts';
import { findings } from './findings.ts';
import type { RareResult, RareSummary } from './summary.ts';

const HEIGHT = 230;
const PADDING = { left: 58, right: 14, top: 8, bottom: 46 };

/** At every point of the sweep the probability against how near to failing. */
export function rareCharts(summary: RareSummary): Promise<PictureFile[]> {
  const drawn = summary.questions.filter(({ curve }) => curve.length > 0);
  return byPoint(summary.questions, drawn, (questions, at, p) => curves(summary, questions, at, `probability-${p}`));
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
  const y = powersOfTen(Math.min(...questions.flatMap(({ curve }) => curve.map(({ low }) => low))));
  const layers = questions.flatMap(({ rule, curve, beta }): Layers => {
    const { colour, dash } = markOf(rule, summary.rules.indexOf(rule));
    const values = curve.map(({ score, ...point }) => ({ ...point, x: isLoss ? beta / score : score }));
    return bandAndLine(values, { colour, dash }, x, y, 'probability');
  });
  const what = isLoss ? 'Probability that a branch is lost' : `Probability that ${summary.limit}, against the bound`;
  const found = questions.map(({ rule, probability, interval }) => {
    return `${ruleName(rule)} ${probability === null ? `below ${threeDigits(interval[1])}` : threeDigits(probability)}`;
  });
  const short = `${what}${at === '' ? '' : `, ${at}`}`;
  const title = fittingTitle(`${short}: ${found.join(', ')}`, short);
  const note = `95 % intervals from ${counted(repetitions, 'repetition')} of ${counted(chips, 'chip')} a level; engine static, seed ${seed}.${isLoss ? ' At the left the beta that was asked for.' : ''}`;
  const alt = findings({ ...summary, questions }).join(' ');
  const frame = { id, title, note, alt, legend: lineLegend(questions.map(({ rule }) => rule)), patterns: '' };
  return pictureFile(frame, await plotted(id, layers, HEIGHT, PADDING));
}
