import { REFERENCE_RULE } from '../../model/rules.ts';
import { CHART_WIDTH, type LegendEntry, type Plot, textWidth } from '../charts/frame.ts';
import { areas, drawnCell, label, numbers, painted, ROW, stepLegend } from '../charts/map-cells.ts';
import { type Layers, plotted } from '../charts/plot.ts';
import { markOf } from '../charts/theme.ts';
import { counted } from '../format.ts';
import type { TrainingPointSummary } from './summary.ts';

/** Of an angle, deg. */
const STEPS = painted([
  { from: 0, label: 'below 10 deg' },
  { from: 10, label: '10' },
  { from: 30, label: '30' },
  { from: 60, label: '60' },
  { from: 90, label: '90 or more' },
]);

/** Above each map, for the name of its rule. */
const HEAD = 24;
const RIGHT = 8;
/** Columns that are narrower have no numbers, px. */
const READABLE = 20;
/** Epochs that are named below, at most. */
const NAMED = 10;

/** Whether some rule has an angle at some epoch. */
export function hasAngles(point: TrainingPointSummary): boolean {
  return mappedRules(point).length > 0;
}

/** The exact gradient has no angle to itself. */
function mappedRules({ cells }: TrainingPointSummary) {
  return cells.flatMap(({ rule, curves }, place) => {
    const isKnown = curves.some(({ angleByLayer }) => angleByLayer.some((angle) => angle !== null));
    return rule === REFERENCE_RULE || !isKnown ? [] : [{ rule, place, curves }];
  });
}

/** For readers who do not see the picture: every array's angle at the end. */
export function mapInWords(point: TrainingPointSummary): string {
  return mappedRules(point)
    .map(({ rule, curves }) => {
      const { epoch, angleByLayer } = curves[curves.length - 1];
      return `${rule}: ${angleByLayer.map((angle) => angle?.toFixed(0) ?? 'none').join(', ')} deg after ${counted(epoch, 'epoch')}.`;
    })
    .join(' ');
}

/**
 * The angle of every array's update to the exact one, median over chips: a map for each rule, the output's array on top, epochs to
 * the right (Høier and Zach 2024, figure 2).
 */
export async function angleMap(id: string, point: TrainingPointSummary): Promise<Plot> {
  const rules = mappedRules(point);
  const depth = rules[0].curves[0].angleByLayer.length;
  const epochs = Math.max(...rules.map(({ curves }) => curves.length));
  const left = 12 + textWidth(`array ${depth}`, 12);
  const width = CHART_WIDTH - left - RIGHT;
  const column = width / epochs;
  const tall = HEAD + ROW * depth;
  const maps = rules.map(({ rule, place, curves }, map): Layers => {
    const { name } = markOf(rule, place);
    const top = map * tall + HEAD;
    const drawn = curves.flatMap(({ epoch, angleByLayer }) =>
      angleByLayer.map((angle, k) =>
        drawnCell({ rule: name }, { column, top }, [depth - 1 - k, epoch], STEPS, angle, (deg) => deg.toFixed(0)),
      ),
    );
    const rows = Array.from({ length: depth }, (_, k) =>
      label(`array ${k + 1}`, -6, top + ROW * (depth - 0.5 - k), 'right'),
    );
    const written = column >= READABLE ? [numbers(drawn, false)] : [];
    return [areas(drawn), ...written, label(name, 0, top - 10, 'left'), ...rows];
  });
  const height = tall * rules.length;
  const every = Math.ceil(epochs / NAMED);
  const below = Array.from({ length: Math.ceil(epochs / every) }, (_, i) =>
    label(String(i * every), column * (i * every + 0.5), height + 11, 'center'),
  );
  const title = label('epoch', width / 2, height + 30, 'center');
  return plotted(id, [...maps.flat(), ...below, title], height, { left, right: RIGHT, top: 0, bottom: 42 });
}

export function angleLegend(): LegendEntry[] {
  return stepLegend(STEPS);
}
