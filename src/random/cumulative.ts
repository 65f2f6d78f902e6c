import { atan2, cos, log1p, pow, sin } from '../model/elementary.ts';
import type { Distribution } from '../model/vocabulary.ts';
import { erfc } from './special-functions.ts';

/** Probability that a standard variate is at most z; the lower tail to full relative precision. */
export type Cumulative = (z: number) => number;

/** Distribution function of `standardQuantile(distribution, shape)`: of what it draws, in units of its sigma. */
export function standardCumulative(distribution: Distribution, shape: number): Cumulative {
  switch (distribution) {
    case 'normal':
    case 'lognormal':
      return normalCumulative;
    case 'uniform':
      return (z) => Math.min(1, Math.max(0, z / Math.sqrt(12) + 0.5));
    case 'truncated-normal':
      return truncatedCumulative(shape);
    case 'student-t':
      return studentCumulative(shape);
  }
}

/** Degrees of freedom beyond which the series overflow, and the expansion about the normal law is exact to 1e-9. */
const MANY = 400;

/** Of the standard normal law. */
export function normalCumulative(z: number): number {
  return erfc(-z / Math.SQRT2) / 2;
}

function truncatedCumulative(limit: number): Cumulative {
  const tail = normalCumulative(-limit);
  return (z) => (z <= -limit ? 0 : z >= limit ? 1 : (normalCumulative(z) - tail) / (1 - 2 * tail));
}

/**
 * Of Student's t, scaled to variance 1. With t = -sqrt(nu) cot phi its density is that of sin^(nu-1) phi over (0, pi), so
 * the lower tail is an integral of that from 0, and what it lacks of one half an integral of cos^(nu-1) from 0.
 */
function studentCumulative(degrees: number): Cumulative {
  const scale = Math.sqrt((degrees - 2) / degrees);
  if (degrees > MANY) return (z) => normalCumulative(hillNormal(degrees, z / scale));
  const half = sineIntegral(degrees, Math.PI / 4) + cosineIntegral(degrees, Math.PI / 4);
  const lower = (z: number) => {
    const phi = atan2(Math.sqrt(degrees), -z / scale);
    if (phi <= Math.PI / 4) return sineIntegral(degrees, phi) / (2 * half);
    return 0.5 - cosineIntegral(degrees, Math.PI / 2 - phi) / (2 * half);
  };
  return (z) => (z <= 0 ? lower(z) : 1 - lower(-z));
}

/** Integral of sin^(nu-1) from 0 to phi <= pi/4: sin^nu / nu times F(1/2, nu/2; nu/2 + 1; sin^2). */
function sineIntegral(degrees: number, phi: number): number {
  const square = sin(phi) ** 2;
  const a = degrees / 2;
  let [sum, term] = [1, 1];
  for (let j = 0; term > Number.EPSILON * sum; j++) {
    term *= ((0.5 + j) / (j + 1)) * square;
    sum += (term * a) / (a + j + 1);
  }
  return (pow(sin(phi), degrees) / degrees) * sum;
}

/** Integral of cos^(nu-1) from 0 to psi <= pi/4: sin cos^nu times F(nu/2 + 1/2, 1; 3/2; sin^2), all terms positive. */
function cosineIntegral(degrees: number, psi: number): number {
  const square = sin(psi) ** 2;
  let [sum, term] = [1, 1];
  for (let j = 0; term > Number.EPSILON * sum; j++) {
    term *= (((degrees + 1) / 2 + j) / (1.5 + j)) * square;
    sum += term;
  }
  return sin(psi) * pow(cos(psi), degrees) * sum;
}

/** The normal variate to which t belongs, for many degrees of freedom (G. W. Hill, Comm. ACM 13:617, 1970). */
function hillNormal(degrees: number, t: number): number {
  const a = degrees - 0.5;
  const b = 48 * a * a;
  const y = Math.sign(t) * Math.sqrt(a * log1p((t * t) / degrees));
  const y2 = y * y;
  const second = (((4 * y2 + 33) * y2 + 240) * y2 + 855) / (10 * b * (b + 0.8 * y2 * y2 + 100));
  return y + (y * (y2 + 3)) / b - y * second;
}
