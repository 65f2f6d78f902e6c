import { type Connection, countOf, type Pool } from '../model/connection.ts';
import type { Numbers } from '../model/numbers.ts';

/**
 * What layers send through a pool, image after image. The largest of a window is found on the way up, the first of equals, and
 * held until it is looked for again: by it other numbers of the same neurons are read, and what comes down goes to it alone.
 */
export class Pooling {
  /** Numbers of an image after the pool. */
  readonly toLength: number;
  readonly kind: Pool['kind'];
  /** Of an image before it. */
  readonly fromLength: number;
  readonly channels: number;
  /** First number of every window of an image, and from it to all of them. */
  readonly first: Int32Array;
  readonly window: Int32Array;
  /** Of each number after, the number before that was largest; none for means. */
  readonly routes: Int32Array;

  /** @param integers makes so many */
  constructor({ from }: Connection, { kind, size }: Pool, images: number, integers: (length: number) => Int32Array) {
    const { width, channels } = from;
    const rowAfter = (width / size) * channels;
    this.kind = kind;
    this.channels = channels;
    this.fromLength = countOf(from);
    this.toLength = this.fromLength / size ** 2;
    this.first = Int32Array.from({ length: this.toLength }, (_, at) => {
      const [row, column, channel] = [Math.floor(at / rowAfter), Math.floor((at % rowAfter) / channels), at % channels];
      return (row * size * width + column * size) * channels + channel;
    });
    this.window = Int32Array.from({ length: size ** 2 }, (_, i) => {
      return (Math.floor(i / size) * width + (i % size)) * channels;
    });
    this.routes = integers(kind === 'max' ? images * this.toLength : 0);
  }

  /** Looks for the largest of every window. */
  route(sent: Float64Array): void {
    const { routes, first, window, toLength } = this;
    for (let at = 0, place = 0, image = 0; at < routes.length; at++) {
      const begin = image + first[place];
      let largest = begin;
      for (let i = 1; i < window.length; i++) {
        const other = begin + window[i];
        if (sent[other] > sent[largest]) largest = other;
      }
      routes[at] = largest;
      if (++place === toLength) {
        place = 0;
        image += this.fromLength;
      }
    }
  }

  /** What comes out of the pool, by the routes that there are. */
  up(before: Numbers, after: Numbers): void {
    const { routes, first, window, toLength } = this;
    if (this.kind === 'max') {
      for (let at = 0; at < after.length; at++) after[at] = before[routes[at]];
      return;
    }
    for (let at = 0, place = 0, image = 0; at < after.length; at++) {
      let sum = 0;
      for (let i = 0; i < window.length; i++) sum += before[image + first[place] + window[i]];
      after[at] = sum / window.length;
      if (++place === toLength) {
        place = 0;
        image += this.fromLength;
      }
    }
  }

  /** The transpose of `up`. */
  down(after: Numbers, before: Numbers): void {
    const { routes, first, window, toLength } = this;
    if (this.kind === 'max') {
      before.fill(0);
      for (let at = 0; at < after.length; at++) before[routes[at]] = after[at];
      return;
    }
    for (let at = 0, place = 0, image = 0; at < after.length; at++) {
      const share = after[at] / window.length;
      for (let i = 0; i < window.length; i++) before[image + first[place] + window[i]] = share;
      if (++place === toLength) {
        place = 0;
        image += this.fromLength;
      }
    }
  }
}
