import type { Circuit, Drive } from '../engine/circuit.ts';
import type { LoopAnalysis } from './analyze-loop.ts';
import { analyzeLoop } from './analyze-loop.ts';

/** One analysis per drive, the smallest gain margin first and infinite ones last; equal margins keep their order. */
export function analyzeProbes(circuit: Circuit, drives: readonly Drive[]): LoopAnalysis[] {
  return drives.map((drive) => analyzeLoop(circuit, drive)).sort(worstFirst);
}

/** Order of gain margins for sorting: the smallest first, infinite ones last. */
export function worstFirst(a: LoopAnalysis, b: LoopAnalysis): number {
  const [first, second] = [a.gainMargin ?? Infinity, b.gainMargin ?? Infinity];
  return first < second ? -1 : first > second ? 1 : 0;
}
