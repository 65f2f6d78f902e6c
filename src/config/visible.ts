/**
 * Text that moves no cursor, changes no colour and turns no writing direction, whoever wrote it: control characters, line
 * breaks among them, as their escapes.
 */
export function visible(text: string): string {
  return text.replace(HIDDEN, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The same for text of several lines. */
export function visibleLines(text: string): string {
  return text.split('\n').map(visible).join('\n');
}

/** Controls; the line and paragraph separator; what turns the direction of writing. */
const HIDDEN = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
