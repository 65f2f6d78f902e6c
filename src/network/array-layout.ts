import { type ArraySize, type Connection, type ImageShape, pooledShape } from '../model/connection.ts';

/** Shape that PyTorch gives an array: outputs x inputs of Linear, outputs x inputs x rows x columns of Conv2d. */
export function torchShape(connection: Connection | null, { rows, columns }: ArraySize): number[] {
  if (connection === null || connection.convolution === null) return [rows, columns];
  const { kernel } = connection.convolution;
  return [rows, pooledShape(connection).channels, kernel, kernel];
}

/** An array of PyTorch, whose images and patches are channel by channel, as our own, place by place. */
export function fromTorch(values: Float64Array, connection: Connection | null): Float64Array {
  if (connection === null) return values;
  const own = new Float64Array(values.length);
  eachPair(values.length, patchOf(connection), (ours, theirs) => {
    own[ours] = values[theirs];
  });
  return own;
}

/** The same back. */
export function toTorch(values: Float64Array, connection: Connection | null): Float64Array {
  if (connection === null) return values;
  const own = new Float64Array(values.length);
  eachPair(values.length, patchOf(connection), (ours, theirs) => {
    own[theirs] = values[ours];
  });
  return own;
}

/** What a row of the array reads. */
function patchOf(connection: Connection): ImageShape {
  const pooled = pooledShape(connection);
  if (connection.convolution === null) return pooled;
  const { kernel } = connection.convolution;
  return { height: kernel, width: kernel, channels: pooled.channels };
}

/** Where a number of a row is in our array, and where in theirs. */
function eachPair(
  count: number,
  { height, width, channels }: ImageShape,
  take: (ours: number, theirs: number) => void,
): void {
  const places = height * width;
  for (let ours = 0; ours < count; ours++) {
    const channel = ours % channels;
    const place = ((ours - channel) / channels) % places;
    const row = ours - channel - place * channels;
    take(ours, row + channel * places + place);
  }
}
