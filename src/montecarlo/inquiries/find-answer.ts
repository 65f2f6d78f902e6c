import type { Spec } from '../../config/scenario.ts';
import type { Rule } from '../../model/rules.ts';
import type { Presentations } from './presentations.ts';
import type { Letters, Looked } from './transitions.ts';

/** Of a chip: where along every line it keeps which specs; what it does there under other noise; or what events say of it at some points. */
export type FindRequest =
  | { readonly chip: number }
  | { readonly chip: number; readonly present: readonly Presentations[] }
  | { readonly chip: number; readonly confirm: readonly Confirm[] };

/** One rule at one point of the sweep. */
export interface Confirm {
  readonly point: number;
  readonly rule: Rule;
}

export type FindAnswer =
  | { readonly chip: number; readonly lines: readonly ChipLine[] }
  | PresentedChip
  | { readonly chip: number; readonly confirmed: readonly Letters[] };

/** A chip under noise of its own: for each of the presentations asked, at each of its places, every time's letters. */
export interface PresentedChip {
  readonly chip: number;
  readonly presented: readonly (readonly (readonly Letters[])[])[];
}

/** One chip under one rule along one line. */
export interface ChipLine extends Looked {
  readonly line: number;
  readonly rule: Rule;
  /** Why it could not be run at the first place where it could not; null: it could everywhere. */
  readonly error: string | null;
}

/** A chip keeps a spec, does not, it is not known, it could not be run; or the spec is not asked of its rule. */
export const KEEPS = 'k';
export const FAILS = 'f';
export const UNKNOWN = 'u';
export const REFUSED = 'r';
export const NOT_ASKED = '-';

export function isAskedOf({ rules }: Pick<Spec, 'rules'>, rule: Rule): boolean {
  return rules === null || rules.includes(rule);
}
