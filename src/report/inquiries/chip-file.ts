import type { Rule } from '../../model/rules.ts';

/** Where the chip of a number, from 0, of a question is kept: `chips/0-dp-1.json`. */
export function chipFile(question: number, rule: Rule, chip: number): string {
  return `chips/${question}-${rule.replace(/[^\w-]+/g, '_')}-${chip + 1}.json`;
}
