import { workerData } from 'node:worker_threads';
import type { InquiryKind } from '../model/vocabulary.ts';
import { inquiryOf } from './inquiries/inquiries.ts';
import type { Study } from './study.ts';

/** What a pool thread does with a request; the study came once, with the thread. */
export default function work([kind, request]: [InquiryKind, unknown]): unknown {
  return inquiryOf(kind).answer(workerData as Study, request);
}
