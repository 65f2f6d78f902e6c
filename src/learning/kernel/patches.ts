/* Patches of images in single precision, as ../../linear/patches.ts has them. Addresses and lengths in bytes. */

/** A run: where it begins in its image and in the image's patches, and how long it is. */
const RUN: usize = 12;

/** Copies runs of whole images, one after the other, to their patches. */
export function gather(
  images: usize, patches: usize, runs: usize, runsEnd: usize, imageLength: usize, patchesLength: usize, count: i32,
): void {
  for (let i = 0; i < count; i++, images += imageLength, patches += patchesLength) {
    for (let run = runs; run < runsEnd; run += RUN) {
      let from = images + load<u32>(run);
      let to = patches + load<u32>(run, 4);
      const end = from + load<u32>(run, 8);
      for (; from + 16 <= end; from += 16, to += 16) v128.store(to, v128.load(from));
      for (; from < end; from += 4, to += 4) store<f32>(to, load<f32>(from));
    }
  }
}

/** Adds runs of patches to the images that they were read of. */
export function scatter(
  images: usize, patches: usize, runs: usize, runsEnd: usize, imageLength: usize, patchesLength: usize, count: i32,
): void {
  for (let i = 0; i < count; i++, images += imageLength, patches += patchesLength) {
    for (let run = runs; run < runsEnd; run += RUN) {
      let to = images + load<u32>(run);
      let from = patches + load<u32>(run, 4);
      const end = to + load<u32>(run, 8);
      for (; to + 16 <= end; from += 16, to += 16) v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
      for (; to < end; from += 4, to += 4) store<f32>(to, load<f32>(to) + load<f32>(from));
    }
  }
}
