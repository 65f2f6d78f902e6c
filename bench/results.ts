import type { PartFindings } from './findings.ts';

/** A part's findings and where they are from. */
export interface PartResult extends PartFindings {
  readonly commit: string;
  readonly command: string;
  readonly date: string;
  readonly machine: string;
  /** How long the part took. */
  readonly seconds: number;
}

/** What results.json holds, by the name of the part. */
export interface Results {
  readonly parts: Readonly<Record<string, PartResult>>;
}
