import { createRequire } from 'node:module';

type Erfc = (x: number) => number;

let loaded: Erfc | null = null;

/** Complementary error function. Its package is 120 files and only one law needs it, so it is loaded when first called. */
export function erfc(x: number): number {
  loaded ??= createRequire(import.meta.url)('@stdlib/math-base-special-erfc') as Erfc;
  return loaded(x);
}
