/** Patterns that tell areas apart without their colour. */
export type Texture = 'dots' | 'level' | 'upright' | 'rising' | 'falling' | 'crosses' | 'waves' | 'grid' | 'dashes';

interface Tile {
  readonly width: number;
  readonly height: number;
  /** SVG path, stroked. */
  readonly path: string;
}

/** Tiles that meet without a seam. */
const TILES: Readonly<Record<Texture, Tile>> = {
  dots: { width: 6, height: 6, path: 'M1 1.5h1.4M4 4.5h1.4' },
  level: { width: 6, height: 5, path: 'M0 2.5H6' },
  upright: { width: 5, height: 6, path: 'M2.5 0V6' },
  rising: { width: 6, height: 6, path: 'M-1 1L1 -1M0 6L6 0M5 7L7 5' },
  falling: { width: 6, height: 6, path: 'M-1 5L1 7M0 0L6 6M5 -1L7 1' },
  crosses: { width: 9, height: 9, path: 'M4.5 2V7M2 4.5H7' },
  waves: { width: 8, height: 5, path: 'M0 3.5L2 1.5L4 3.5L6 1.5L8 3.5' },
  dashes: { width: 8, height: 6, path: 'M0 1.5H3.5M4 4.5H7.5' },
  grid: { width: 6, height: 6, path: 'M0 3H6M3 0V6' },
};

/** A pattern of a picture, by the name of what is painted with it. */
export function textureId(id: string, name: string): string {
  return `${id}-${name}`;
}

/** The definition of a pattern whose lines have the colour `ink`. */
export function texturePattern(id: string, name: string, texture: Texture, ink: string): string {
  const { width, height, path } = TILES[texture];
  const lines = `<path d="${path}" fill="none" stroke="${ink}" stroke-width="1" stroke-opacity="0.55"/>`;
  return `<pattern id="${textureId(id, name)}" width="${width}" height="${height}" patternUnits="userSpaceOnUse">${lines}</pattern>`;
}
