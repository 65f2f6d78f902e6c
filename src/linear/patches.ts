import {
  type Connection,
  type Convolution,
  countOf,
  type ImageShape,
  pooledShape,
  shapeAbove,
} from '../model/connection.ts';

/** Numbers of patches that are made at once, unless one image has more: what fits into the caches. */
const AT_ONCE = 2 ** 17;

/** How an array reads images in patches. */
export class Patches {
  /** Numbers of an image. */
  readonly imageLength: number;
  /** Patches of an image, and numbers of each. */
  readonly count: number;
  readonly length: number;
  /** Images of which patches are made at once. */
  readonly imagesAtOnce: number;
  /** Rows of patches within an image: where each begins in it and in its patches, and how long it is. */
  readonly runs: Int32Array;
  /** Whether patches go beyond the image. */
  readonly isPadded: boolean;

  constructor(connection: Connection, convolution: Convolution) {
    const above = shapeAbove(connection);
    const shape = pooledShape(connection);
    this.imageLength = countOf(shape);
    this.count = above.height * above.width;
    this.length = convolution.kernel ** 2 * shape.channels;
    this.imagesAtOnce = Math.max(1, Math.floor(AT_ONCE / (this.count * this.length)));
    this.isPadded = convolution.padding > 0;
    this.runs = Int32Array.from(runsOf(shape, above, convolution));
  }

  /** Numbers of all patches that are made at once. */
  get most(): number {
    return this.imagesAtOnce * this.count * this.length;
  }

  /** Writes the patches of whole images one after the other; zeros where they go beyond an image. */
  gather(images: Float64Array, patches: Float64Array): void {
    const { runs, imageLength, count, length } = this;
    if (this.isPadded) patches.fill(0);
    for (let image = 0, own = 0; own < patches.length; image += imageLength, own += count * length) {
      for (let r = 0; r < runs.length; r += 3) {
        const end = image + runs[r] + runs[r + 2];
        for (let from = image + runs[r], to = own + runs[r + 1]; from < end; from++, to++) patches[to] = images[from];
      }
    }
  }

  /** Adds patches to the images that they were read of: the transpose of `gather`. */
  scatter(patches: Float64Array, images: Float64Array): void {
    const { runs, imageLength, count, length } = this;
    for (let image = 0, own = 0; own < patches.length; image += imageLength, own += count * length) {
      for (let r = 0; r < runs.length; r += 3) {
        const end = image + runs[r] + runs[r + 2];
        for (let to = image + runs[r], from = own + runs[r + 1]; to < end; from++, to++) images[to] += patches[from];
      }
    }
  }
}

function* runsOf(
  { height, width, channels }: ImageShape,
  above: ImageShape,
  { kernel, stride, padding }: Convolution,
): Generator<number> {
  const length = kernel ** 2 * channels;
  for (let place = 0; place < above.height * above.width; place++) {
    const top = stride * Math.floor(place / above.width) - padding;
    const left = stride * (place % above.width) - padding;
    const [from, to] = [Math.max(0, left), Math.min(width, left + kernel)];
    if (from >= to) continue;
    for (let row = Math.max(0, top); row < Math.min(height, top + kernel); row++) {
      yield (row * width + from) * channels;
      yield place * length + ((row - top) * kernel + from - left) * channels;
      yield (to - from) * channels;
    }
  }
}
