import type { LoopChip } from '../summary-loops.ts';
import type { LegendEntry } from './frame.ts';
import { colour } from './theme.ts';

/** How the loop of a chip is drawn: colour, dash and the shape of its marks, of which any tells it. */
export interface LoopLook {
  readonly colour: string;
  readonly dash: readonly number[];
  readonly width: number;
  readonly shape: 'circle' | 'square' | 'diamond';
}

/** Of the only loop of a picture. */
export const SINGLE: LoopLook = { colour: colour('dp'), dash: [1, 0], width: 1.6, shape: 'circle' };

export const LOOP_LOOKS: Readonly<Record<LoopChip, LoopLook>> = {
  worst: { colour: colour('dpTranspose'), dash: [1, 0], width: 2.2, shape: 'circle' },
  median: { colour: colour('dp'), dash: [7, 3], width: 1.8, shape: 'diamond' },
  nominal: { colour: colour('text'), dash: [2, 2], width: 1.6, shape: 'square' },
};

const SHAPES: Readonly<Record<LoopLook['shape'], string>> = {
  circle: 'M8.5 6a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0Z',
  square: 'M9 2H17V10H9Z',
  diamond: 'M13 0.8L18.2 6L13 11.2L7.8 6Z',
};

/** Line and mark of a loop. */
export function loopLegend({ colour: stroke, dash, width, shape }: LoopLook, label: string): LegendEntry {
  const dashes = dash[1] === 0 ? '' : ` stroke-dasharray="${dash.join(' ')}"`;
  return {
    label,
    width: 26,
    swatch:
      `<path d="M0 6H26" fill="none" stroke="${stroke}" stroke-width="${width}"${dashes}/>` +
      `<path d="${SHAPES[shape]}" fill="${colour('surface')}" stroke="${stroke}" stroke-width="1.8"/>`,
  };
}
