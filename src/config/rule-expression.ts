import { ExpressionError } from './expression-error.ts';
import { compiledOf } from './units.ts';

/** A function of alpha in [0, 1], as a scenario writes it. */
export type OfAlpha = (alpha: number) => number;

const known = new Map<string, OfAlpha>();

/**
 * The function that an expression such as "1 - alpha/2" stands for: numbers, alpha, + - * / ^ %, parentheses and the
 * functions of units; in doubles, like alpha itself. An ExpressionError says what is wrong with it.
 */
export function functionOfAlpha(text: string): OfAlpha {
  const before = known.get(text);
  if (before !== undefined) return before;
  const evaluate = compiledOf(text, 'alpha');
  // Most chips have few alphas.
  const values = new Map<number, number>();
  const own: OfAlpha = (alpha) => {
    let value = values.get(alpha);
    if (value === undefined) {
      value = evaluate(alpha);
      if (values.size > MOST) values.clear();
      values.set(alpha, value);
    }
    return value;
  };
  known.set(text, own);
  return own;
}

const MOST = 10_000;
/** Where an expression is tried before anything runs. */
const TRIED = [0, 0.25, 0.5, 0.75, 1];

/** What is wrong with an expression for a nudging gain or a weight of the mean; null: it is finite and not below 0. */
export function faultOfAlpha(text: string): string | null {
  try {
    const own = functionOfAlpha(text);
    for (const alpha of TRIED) {
      const value = own(alpha);
      if (!(value >= 0 && value < Infinity))
        return `it is ${value} at alpha = ${alpha}, expected at least 0 and finite`;
    }
    return null;
  } catch (error) {
    if (error instanceof ExpressionError) return error.message;
    throw error;
  }
}
