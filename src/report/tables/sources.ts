import type { Summary } from '../summary.ts';
import { type Table, tableOf } from './table.ts';

export function sourceTable({ device }: Summary): Table {
  return tableOf(1, device.provenance, [
    ['parameter', ({ path }) => path],
    ['value', ({ value }) => value],
    ['quality', ({ quality }) => quality],
    ['source', ({ source }) => source],
  ]);
}
