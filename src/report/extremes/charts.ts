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
import type { ExtremesResult, ExtremesSummary } from './summary.ts';

const HEIGHT = 230;
const PADDING = { left: 58, right: 14, top: 8, bottom: 46 };

/** At every point of the sweep the part of chips that fails by each beta: by screening a line, by events the worst. */
export function extremesCharts(summary: ExtremesSummary): Promise<PictureFile[]> {
  const drawn = summary.questions.filter(({ tail }) => tail.length > 0);
  return byPoint(summary.questions, drawn, (questions, at, p) => tails(summary, questions, at, `tail-${p}`));
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
  const y = powersOfTen(Math.min(...questions.flatMap(({ tail }) => tail.map(({ low }) => low))));
  const layers = questions.flatMap(({ rule, tail, chips: worst, screened, unknown }): Layers => {
    const { colour, dash, shape, filled } = markOf(rule, summary.rules.indexOf(rule));
    const values = tail.map(({ beta, count, of, low, high }) => ({ beta, part: count / of, low, high }));
    const points = worst.map(({ fails }, i) => ({ beta: fails, part: (i + 1) / (screened - unknown) }));
    return [
      ...bandAndLine(values, { colour, dash }, x, y, 'part'),
      {
        data: { values: points },
        mark: { type: 'point', color: colour, shape, filled, size: 36 },
        encoding: { x, y: { ...y, field: 'part' } },
      },
    ];
  });
  const first = questions.flatMap(({ rule, beta, chips: [worst] }) =>
    worst === undefined ? [] : [`${ruleName(rule)} ${threeDigits(worst.fails / beta)}`],
  );
  const place = at === '' ? '' : `, ${at}`;
  const title = fittingTitle(
    `First of ${chips} chips to fail${place}: ${first.join(', ') || 'none'} times beta`,
    `Part of chips that fail by a nudging strength${place}`,
  );
  const note = `Part of chips that fail by a nudging strength. Lines: by screening, of ${counted(chips, 'chip')}, with exact 95 % intervals; marks: the worst, by events; seed ${seed}.`;
  const alt = findings({ ...summary, questions }).join(' ');
  const frame = { id, title, note, alt, legend: lineLegend(questions.map(({ rule }) => rule)), patterns: '' };
  return pictureFile(frame, await plotted(id, layers, HEIGHT, PADDING));
}
