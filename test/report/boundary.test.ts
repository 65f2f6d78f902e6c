import { describe, expect, it } from 'vitest';
import { boundary } from '../../src/report/charts/boundary.ts';

const grid = (rows: number, columns: number, of: (column: number, row: number) => number | null) =>
  Array.from({ length: rows }, (_, row) => Array.from({ length: columns }, (_, column) => of(column, row)));

describe('a boundary', () => {
  it('is the line on which a plane is 0, to rounding, in as many pieces as squares that it crosses', () => {
    const plane = (x: number, y: number) => 0.3 * x + 0.7 * y - 1.6;
    const pieces = boundary(grid(4, 6, plane));
    for (const piece of pieces) for (const [x, y] of piece) expect(plane(x, y)).toBeCloseTo(0, 12);
    // From (0, 16/7) to (16/3, 0): through columns 0 to 5 and rows 2 to 0, a piece more at every centre line that it crosses.
    const xs = pieces.flatMap((piece) => piece.map(([x]) => x));
    expect([Math.min(...xs), Math.max(...xs)]).toEqual([expect.closeTo(0, 12), expect.closeTo(5, 12)]);
    const length = pieces.reduce((sum, [[a, b], [c, d]]) => sum + Math.hypot(c - a, d - b), 0);
    expect(length).toBeCloseTo(Math.hypot(5, (0.3 / 0.7) * 5), 12);
  });

  it('joins: every end inside the grid is the end of two pieces', () => {
    const round = (x: number, y: number) => (x - 3.2) ** 2 + (y - 2.9) ** 2 - 4;
    const ends = boundary(grid(7, 8, round)).flatMap((piece) =>
      piece.map(([x, y]) => `${x.toFixed(9)} ${y.toFixed(9)}`),
    );
    expect(ends.length).toBeGreaterThan(16);
    for (const end of ends) expect(ends.filter((other) => other === end)).toHaveLength(2);
  });

  it.each([
    [
      'above 0',
      [
        [3, -1],
        [-1, 3],
      ],
      [
        [
          [0.75, 0],
          [1, 0.25],
        ],
        [
          [0.25, 1],
          [0, 0.75],
        ],
      ],
    ],
    [
      'below 0',
      [
        [1, -3],
        [-3, 1],
      ],
      [
        [
          [0, 0.25],
          [0.25, 0],
        ],
        [
          [1, 0.75],
          [0.75, 1],
        ],
      ],
    ],
    [
      'above 0, corner 0 below',
      [
        [-1, 3],
        [3, -1],
      ],
      [
        [
          [0, 0.25],
          [0.25, 0],
        ],
        [
          [1, 0.75],
          [0.75, 1],
        ],
      ],
    ],
  ])('at a saddle cuts off the corners that are not like the middle: %s', (_, values, pieces) => {
    expect(boundary(values)).toEqual(pieces);
  });

  it('is nowhere where nothing passes 0, and not beside what is not known', () => {
    expect(boundary(grid(3, 3, () => 1))).toEqual([]);
    expect(boundary(grid(3, 3, () => 0))).toEqual([]);
    expect(boundary(grid(2, 3, (x) => (x === 2 ? null : x - 0.5)))).toEqual([
      [
        [0.5, 0],
        [0.5, 1],
      ],
    ]);
    expect(boundary([])).toEqual([]);
  });
});
