/* The largest of windows in single precision, as ../../linear/pooling.ts has it. Addresses in bytes. */

/**
 * Of every window of whole images, the number of the first of its largest, into `routes`: `first` .. `firstEnd` are the first numbers
 * of an image's windows, of which so many channels follow each other; `window` .. `windowEnd` lead from it to all of them.
 */
export function route(
  sent: usize, routes: usize, first: usize, firstEnd: usize, window: usize, windowEnd: usize,
  channels: i32, imageLength: i32, count: i32,
): void {
  for (let image = 0; image < count * imageLength; image += imageLength) {
    for (let place = first; place < firstEnd; place += <usize>channels << 2) {
      const begin = image + load<i32>(place);
      let c = 0;
      for (; c + 4 <= channels; c += 4, routes += 16) {
        const at = i32x4.add(i32x4.splat(begin + c), i32x4(0, 1, 2, 3));
        const from = sent + (<usize>(begin + c) << 2);
        let largest = v128.load(from);
        let route = at;
        for (let i = window + 4; i < windowEnd; i += 4) {
          const step = load<i32>(i);
          const other = v128.load(from + (<usize>step << 2));
          const isLarger = f32x4.gt(other, largest);
          largest = v128.bitselect(other, largest, isLarger);
          route = v128.bitselect(i32x4.add(at, i32x4.splat(step)), route, isLarger);
        }
        v128.store(routes, route);
      }
      for (; c < channels; c++, routes += 4) {
        let route = begin + c;
        let largest = load<f32>(sent + (<usize>route << 2));
        for (let i = window + 4; i < windowEnd; i += 4) {
          const at = begin + c + load<i32>(i);
          const other = load<f32>(sent + (<usize>at << 2));
          if (other > largest) {
            largest = other;
            route = at;
          }
        }
        store<i32>(routes, route);
      }
    }
  }
}
