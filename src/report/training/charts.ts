import { REFERENCE_RULE } from '../../model/rules.ts';
import { bandAndLine } from '../charts/band-line.ts';
import { type Frame, type PictureFile, type Plot, pictureFile } from '../charts/frame.ts';
import { lineLegend } from '../charts/legend.ts';
import { type Layers, plotted } from '../charts/plot.ts';
import { markOf } from '../charts/theme.ts';
import { counted } from '../format.ts';
import { angleLegend, angleMap, hasAngles, mapInWords } from './angle-map.ts';
import type { Band, Curve, TrainingPointSummary, TrainingSummary } from './summary.ts';

interface Subject {
  readonly name: string;
  readonly title: string;
  readonly of: (curve: Curve) => Band | null;
  readonly axis: { readonly domain?: readonly [number, number]; readonly format?: string };
}

const SUBJECTS: readonly Subject[] = [
  {
    name: 'accuracy',
    title: 'Test accuracy',
    of: ({ accuracy }) => accuracy,
    axis: { domain: [0, 1], format: "format(100 * datum.value, '.0f') + ' %'" },
  },
  { name: 'loss', title: 'Training loss', of: ({ loss }) => loss, axis: {} },
  { name: 'angle', title: 'Angle to the exact gradient, worst layer, deg', of: ({ angleDeg }) => angleDeg, axis: {} },
  { name: 'margin', title: 'Gain margin, smallest over the probes', of: ({ gainMargin }) => gainMargin, axis: {} },
  { name: 'certified', title: 'Certified beta', of: ({ certifiedBeta }) => certifiedBeta, axis: {} },
];

const HEIGHT = 190;
const PADDING = { left: 54, right: 14, top: 8, bottom: 46 };

/** Curves over epochs, a picture for every point and subject, and a map of the angles; none of what no chip has, or is 0 in all. */
export async function trainingCharts(summary: TrainingSummary): Promise<PictureFile[]> {
  const charts: PictureFile[] = [];
  for (const point of summary.points) {
    for (const subject of SUBJECTS) {
      const isDrawn = point.cells.map(({ curves }) => curves.some((curve) => (subject.of(curve)?.high ?? 0) > 0));
      if (!isDrawn.includes(true)) continue;
      const note = `Median and 5 to 95 % of ${counted(summary.chips, 'chip')}, seed ${summary.seed}.`;
      const looks = {
        note,
        alt: inWords(point, subject),
        legend: lineLegend(summary.rules).filter((_, i) => isDrawn[i]),
      };
      charts.push(await draw(summary, point, subject, looks, (id) => plot(id, point, subject)));
    }
    const map = { name: 'angles', title: 'Angle to the exact gradient, every array, deg' };
    const note = `Array k is read by layer k; median of ${counted(summary.chips, 'chip')}, seed ${summary.seed}.`;
    const looks = { note, alt: mapInWords(point), legend: angleLegend() };
    if (hasAngles(point)) charts.push(await draw(summary, point, map, looks, (id) => angleMap(id, point)));
  }
  return charts;
}

async function draw(
  { points }: TrainingSummary,
  { index, label }: TrainingPointSummary,
  subject: Pick<Subject, 'name' | 'title'>,
  looks: Pick<Frame, 'note' | 'alt' | 'legend'>,
  plot: (id: string) => Promise<Plot>,
): Promise<PictureFile> {
  const id = `${subject.name}-${index}`;
  const title = points.length > 1 ? `${subject.title}: ${label}` : subject.title;
  return pictureFile({ id, title, ...looks, patterns: '' }, await plot(id));
}

function plot(id: string, point: TrainingPointSummary, { of, axis }: Subject): Promise<Plot> {
  const x = { field: 'epoch', type: 'quantitative' as const, title: 'epoch', axis: { grid: false, tickMinStep: 1 } };
  const y = {
    type: 'quantitative' as const,
    title: null,
    scale: axis.domain === undefined ? { zero: true } : { domain: [...axis.domain] },
    axis: { domain: false, ticks: false, ...(axis.format === undefined ? {} : { labelExpr: axis.format }) },
  };
  const layers = point.cells.flatMap(({ rule, curves }, index): Layers => {
    const values = curves.flatMap((curve) => {
      const band = of(curve);
      return band === null ? [] : [{ epoch: curve.epoch, ...band }];
    });
    if (values.length === 0) return [];
    const { colour, dash } = markOf(rule, index);
    return bandAndLine(values, { colour, dash, width: rule === REFERENCE_RULE ? 1.4 : 2 }, x, y, 'median');
  });
  return plotted(id, layers.length > 0 ? layers : [{ data: { values: [] }, mark: 'point' }], HEIGHT, PADDING);
}

/** For readers who do not see the picture: where each rule ends. */
function inWords({ cells }: TrainingPointSummary, { of }: Subject): string {
  return cells
    .flatMap(({ rule, curves }) => {
      const last = curves.at(-1);
      const band = last === undefined ? null : of(last);
      return band === null ? [] : [`${rule}: ${Number(band.median.toPrecision(3))} after ${last!.epoch} epochs.`];
    })
    .join(' ');
}
