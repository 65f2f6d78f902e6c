/** Lower and upper limits of a vector, one pair for each component. */
export interface Band {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

export function bandOf(n: number, limits: (i: number) => readonly [low: number, high: number]): Band {
  const low = new Float64Array(n);
  const high = new Float64Array(n);
  for (let i = 0; i < n; i++) [low[i], high[i]] = limits(i);
  return { low, high };
}

/** Limits of W x + b for x within its own; W row-major. */
export function affine(weights: Float64Array, bias: Float64Array, { low, high }: Band): Band {
  const columns = low.length;
  return bandOf(bias.length, (i) => {
    let [least, most] = [bias[i], bias[i]];
    for (let j = 0, at = i * columns; j < columns; j++, at++) {
      const w = weights[at];
      least += w * (w > 0 ? low[j] : high[j]);
      most += w * (w > 0 ? high[j] : low[j]);
    }
    return [least, most];
  });
}

/** Limits of B^T d for d within its own; B has `columns` columns, row-major. */
export function affineDown(array: Float64Array, columns: number, { low, high }: Band): Band {
  return bandOf(columns, (j) => {
    let [least, most] = [0, 0];
    for (let i = 0, at = j; i < low.length; i++, at += columns) {
      const w = array[at];
      least += w * (w > 0 ? low[i] : high[i]);
      most += w * (w > 0 ? high[i] : low[i]);
    }
    return [least, most];
  });
}
