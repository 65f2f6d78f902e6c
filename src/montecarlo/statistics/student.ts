import { betaQuantile } from '../../random/special-functions.ts';

/** 97.5 % quantile of Student's t: the root of P(|T| < t) = I_x(1/2, nu/2), x = t^2/(nu + t^2). */
export function studentQuantile(freedom: number): number {
  const x = betaQuantile(0.95, 1 / 2, freedom / 2);
  return Math.sqrt((freedom * x) / (1 - x));
}
