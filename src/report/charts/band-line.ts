import type { Layers } from './plot.ts';

type Encoding = NonNullable<Extract<Layers[number], { mark: unknown }>['encoding']>;

/** Look of a line; the band has its colour. */
interface Look {
  readonly colour: string;
  readonly dash: readonly number[];
  readonly width?: number;
  /** Opacity of the band. */
  readonly band?: number;
}

/** Values of one rule along x as a line, over the band from their `low` to their `high`. */
export function bandAndLine(
  values: readonly { readonly low: number; readonly high: number }[],
  { colour, dash, width = 2, band = 0.14 }: Look,
  x: Encoding['x'],
  y: Omit<NonNullable<Encoding['y']>, 'field'>,
  field: string,
): Layers {
  const data = { values: [...values] };
  return [
    {
      data,
      mark: { type: 'area', color: colour, opacity: band },
      encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' } },
    },
    {
      data,
      mark: { type: 'line', color: colour, strokeDash: [...dash], strokeWidth: width },
      encoding: { x, y: { ...y, field } },
    },
  ];
}

/** Below this nobody reads per cents. */
const FEW = 1e-4;
const AS_POWERS = "format(datum.value, '.0e')";
const AS_PER_CENT = "format(100 * datum.value, '~g') + ' %'";

/** A logarithmic axis of a probability, by powers of ten, for values from the least on. */
export function powersOfTen(least: number) {
  const values = Array.from({ length: 20 }, (_, power) => 10 ** -power).filter((value) => value >= least);
  return {
    type: 'quantitative' as const,
    title: null,
    scale: { type: 'log' as const, nice: false },
    axis: { values, labelExpr: least < FEW ? AS_POWERS : AS_PER_CENT, domain: false, ticks: false },
  };
}
