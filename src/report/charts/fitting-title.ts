import { CHART_WIDTH, textWidth } from './frame.ts';

/** Of a title in a file of its own, px. */
const TITLE_SIZE = 14;

/** The title that says what was found, or where that does not fit on its line, the other. */
export function fittingTitle(found: string, otherwise: string): string {
  return textWidth(found, TITLE_SIZE) > CHART_WIDTH ? otherwise : found;
}
