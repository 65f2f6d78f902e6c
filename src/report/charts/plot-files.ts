import type { PictureFile } from './frame.ts';

/** What is in plots/ by name: every picture, and beside it what it was drawn from, as Vega-Lite has it. */
export function plotFiles(pictures: readonly Pick<PictureFile, 'file' | 'svg' | 'spec'>[]): Map<string, string> {
  return new Map(
    pictures.flatMap(({ file, svg, spec }) => [
      [file, svg] as const,
      [file.replace(/\.svg$/, '.vl.json'), spec] as const,
    ]),
  );
}
