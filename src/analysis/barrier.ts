import { cos, sin } from '../model/elementary.ts';

/** A line through a point of the positive real axis, turned from the upright by an angle less than pi/2. */
export interface Line {
  readonly cosine: number;
  readonly sine: number;
}

/** From one line to the next, rad. */
const STEP = 0.15;
const UPRIGHT = 10;
export const LINES: readonly Line[] = Array.from({ length: 2 * UPRIGHT + 1 }, (_, line) => ({
  cosine: cos((line - UPRIGHT) * STEP),
  sine: sin((line - UPRIGHT) * STEP),
}));

export const UPRIGHT_LINE = LINES[UPRIGHT];

/**
 * Two lines through one point of the positive real axis that keep eigenvalue loci from the axis beyond it: where loci are on the
 * side of 0 of both lines at two frequencies, they do not meet the axis between, although they may leave the straight way
 * between their ends by an angle (`bulge`, rad) to either side. Found without any eigenvalue.
 */
export class Barrier {
  /** The first of the two lines that did last: they often do again. */
  private line = UPRIGHT;

  /** @param holds whether the loci are on the side of 0 of a line, at both frequencies */
  keeps(bulge: number, holds: (line: number) => boolean): boolean {
    if (2 * bulge > STEP) return false;
    if (holds(this.line) && holds(this.line + 1)) return true;
    for (let line = 0; line + 1 < LINES.length; line++) {
      if (line === this.line || !holds(line) || !holds(line + 1)) continue;
      this.line = line;
      return true;
    }
    return false;
  }
}
