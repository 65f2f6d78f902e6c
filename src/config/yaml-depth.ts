/** Deeper than any file of ours, and far from what the parser has stack for. */
const MOST = 200;

/**
 * Where a YAML text may be nested so deeply that a parser which calls itself for each level runs out of stack, in the
 * midst of which V8 ends the whole process; null where it cannot be. Looks at brackets, at indentation and at the signs of
 * lists, keys and values that stand in one line, whether or not they are within quotes.
 */
export function dangerousDepth(text: string): number | null {
  let brackets = 0;
  let inLine = 0;
  let indenting = true;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (sign === '\n') {
      inLine = 0;
      indenting = true;
      continue;
    }
    if (sign === '[' || sign === '{') brackets++;
    else if ((sign === ']' || sign === '}') && brackets > 0) brackets--;
    else if (sign === ',') inLine = 0;
    else if (isSpace(sign) ? indenting : opensLevel(sign, text[at + 1])) inLine++;
    indenting &&= isSpace(sign);
    if (brackets > MOST || inLine > MOST) return at;
  }
  return null;
}

function isSpace(sign: string): boolean {
  return sign === ' ' || sign === '\t';
}

function opensLevel(sign: string, next: string | undefined): boolean {
  return (sign === '-' || sign === '?' || sign === ':') && (next === undefined || /\s/.test(next));
}
