import type { OfAlpha } from '../model/rules.ts';
import { ExpressionError } from './expression-error.ts';
import { compiledOf } from './units.ts';

const known = new Map<string, OfAlpha>();

/**
 * The function that an expression such as "1 - alpha/2" stands for: numbers, alpha, + - * / ^ %, parentheses and the
 * functions of units; in doubles, like alpha itself. An ExpressionError says what is wrong with it.
 */
export function functionOfAlpha(text: string): OfAlpha {
  const before = known.get(text);
  if (before !== undefined) return before;
  const own = compiledOf(text, 'alpha');
  known.set(text, own);
  return own;
}

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
