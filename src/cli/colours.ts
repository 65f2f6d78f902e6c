import pc from 'picocolors';

/** What says whether text is coloured. */
interface Surroundings {
  readonly NO_COLOR?: string;
  readonly FORCE_COLOR?: string;
  readonly TERM?: string;
}

/** NO_COLOR and FORCE_COLOR decide, in this order (no-color.org, force-color.org); else colours are for terminals that have them. */
export function isColoured(isTerminal: boolean, { NO_COLOR, FORCE_COLOR, TERM }: Surroundings): boolean {
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return isTerminal && TERM !== 'dumb';
}

/** Colours of what is written to stderr. */
export function errorColours() {
  return pc.createColors(isColoured(process.stderr.isTTY === true, process.env));
}
