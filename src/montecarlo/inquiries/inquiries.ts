import type { InquiryKind } from '../../model/vocabulary.ts';
import type { Inquiry } from '../inquiry.ts';
import { extremes } from './extremes.ts';
import { find } from './find.ts';
import { rare } from './rare.ts';
import { sensitivity } from './sensitivity.ts';

/** What is asked of a scenario of each kind. */
const INQUIRIES = { find, sensitivity, rare, extremes } as const satisfies Record<InquiryKind, unknown>;

/** The inquiry of a kind; its requests and answers are known to nobody but itself and its report. */
export function inquiryOf(kind: InquiryKind): Inquiry<unknown, unknown> {
  return INQUIRIES[kind] as Inquiry<unknown, unknown>;
}
