import { createRequire } from 'node:module';

type Quantile = (p: number, alpha: number, beta: number) => number;

let loaded: Quantile | null = null;

/** Quantile of the Beta law. Its package takes 0.1 s to load and few runs need it, so it is loaded when first called. */
export function betaQuantile(p: number, alpha: number, beta: number): number {
  loaded ??= createRequire(import.meta.url)('@stdlib/stats-base-dists-beta-quantile') as Quantile;
  return loaded(p, alpha, beta);
}
