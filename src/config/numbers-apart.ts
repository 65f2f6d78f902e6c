import type { Device, Varying } from './device.ts';

/** Relatively: what the rounding of a few operations comes to. */
const SAME = 1e-12;

/** The first place at which two devices have other numbers than rounding explains; null: there is none. */
export function numbersApart(a: Device, b: Device): string | null {
  const { provenance: _ofA, ...own } = a;
  const { provenance: _ofB, ...other } = b;
  return apart(own, other, []);
}

function apart(a: unknown, b: unknown, path: readonly string[]): string | null {
  if (typeof a === 'number' && typeof b === 'number') return isSame(a, b) ? null : path.join('.');
  if (!isMap(a) || !isMap(b)) return a === b ? null : path.join('.');
  // A spread may be stated as a part of the nominal value, or as it is.
  const [from, to] = isVarying(a) && isVarying(b) ? [absolute(a), absolute(b)] : [a, b];
  for (const [key, value] of Object.entries(from)) {
    const found = apart(value, (to as Readonly<Record<string, unknown>>)[key], [...path, key]);
    if (found !== null) return found;
  }
  return null;
}

function isSame(a: number, b: number): boolean {
  return a === b || Math.abs(a - b) <= SAME * Math.max(Math.abs(a), Math.abs(b));
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isVarying(value: object): value is Varying {
  return 'nominal' in value && 'mismatch' in value;
}

function absolute(varying: Varying) {
  const sigmaOf = ({ sigma, relative }: Varying['die']) => (relative ? sigma * Math.abs(varying.nominal) : sigma);
  const { mismatch, die, gradient } = varying;
  return { ...varying, mismatch: sigmaOf(mismatch), die: sigmaOf(die), gradient: sigmaOf(gradient) };
}
