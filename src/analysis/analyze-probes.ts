import type { Circuit, Drive } from '../engine/circuit.ts';
import type { LoopAnalysis } from './analyze-loop.ts';
import { analyzeLoop } from './analyze-loop.ts';

/** One analysis per drive, the smallest gain margin first and infinite ones last; equal margins keep their order. */
export function analyzeProbes(circuit: Circuit, drives: readonly Drive[]): LoopAnalysis[] {
  const margin = ({ gainMargin }: LoopAnalysis) => gainMargin ?? Infinity;
  const analyses = drives.map((drive) => analyzeLoop(circuit, drive));
  return analyses.sort((a, b) => (margin(a) < margin(b) ? -1 : margin(a) > margin(b) ? 1 : 0));
}
