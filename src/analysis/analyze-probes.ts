import type { Circuit, Drive } from '../engine/circuit.ts';
import type { LoopAnalysis } from './analyze-loop.ts';
import { analyzeLoop } from './analyze-loop.ts';

/** One analysis per drive, the worst first. */
export function analyzeProbes(circuit: Circuit, drives: readonly Drive[]): LoopAnalysis[] {
  return drives.map((drive) => analyzeLoop(circuit, drive)).sort(worstFirst);
}

/** Order for sorting: lost branches first, then by how far the branch and the margin go; equals keep their order. */
export function worstFirst(a: LoopAnalysis, b: LoopAnalysis): number {
  const [first, second] = [a, b].map(({ lossBeta, criticalBeta }) => [lossBeta ?? Infinity, criticalBeta ?? Infinity]);
  for (const i of [0, 1]) if (first[i] !== second[i]) return first[i] < second[i] ? -1 : 1;
  return 0;
}
