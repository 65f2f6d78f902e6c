/** A point between cells: (0.5, 2) is between the centres of columns 0 and 1 in row 2. */
export type GridPoint = readonly [column: number, row: number];
export type GridSegment = readonly [from: GridPoint, to: GridPoint];

/**
 * Where a quantity that is known at the centres of cells, values[row][column], passes through 0: straight pieces, one or two in
 * each square of four neighbouring centres, the quantity linear along its sides (marching squares). At a saddle the mean of the
 * four tells which corners belong together. Squares with a corner of which nothing is known (null) have none.
 */
export function boundary(values: readonly (readonly (number | null)[])[]): GridSegment[] {
  const found: GridSegment[] = [];
  for (let row = 0; row + 1 < values.length; row++) {
    for (let column = 0; column + 1 < values[row].length; column++) {
      found.push(...inSquare(values, column, row));
    }
  }
  return found;
}

/** Corners of a square, in turn. */
const CORNERS = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
] as const;

function inSquare(values: readonly (readonly (number | null)[])[], column: number, row: number): GridSegment[] {
  const at = CORNERS.map(([right, down]): GridPoint => [column + right, row + down]);
  const corners = at.map(([x, y]) => values[y][x]);
  if (!corners.every((value) => value !== null)) return [];
  const crossings = corners.flatMap((value, k): GridPoint[] => {
    const next = (k + 1) % 4;
    return value >= 0 === corners[next] >= 0 ? [] : [between(at[k], value, at[next], corners[next])];
  });
  if (crossings.length === 2) return [[crossings[0], crossings[1]]];
  if (crossings.length === 0) return [];
  // The first crossing is on the side behind corner 0. Where the middle is as corner 0, the corners beside it are cut off.
  const mean = corners.reduce((sum, value) => sum + value, 0) / 4;
  const [a, b, c, d] = crossings;
  return mean >= 0 === corners[0] >= 0
    ? [
        [a, b],
        [c, d],
      ]
    : [
        [d, a],
        [b, c],
      ];
}

function between([x0, y0]: GridPoint, from: number, [x1, y1]: GridPoint, to: number): GridPoint {
  const part = from / (from - to);
  return [x0 + part * (x1 - x0), y0 + part * (y1 - y0)];
}
