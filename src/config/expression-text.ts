import { ExpressionError } from './expression-error.ts';
import { UNITS } from './unit-table.ts';

/** Functions that an expression may call. */
export const FUNCTIONS: ReadonlySet<string> = new Set(['sqrt', 'exp', 'log', 'min', 'max', 'abs']);

/** Characters of an expression, with its constants put in. */
export const MAX_LENGTH = 200;

/** Why a percentage of anything but a number is refused. */
export const PERCENT = '% belongs directly behind a number';

/** mathjs calls itself some twenty times for each. */
const MAX_OPEN = 20;

type Kind = 'number' | 'word' | 'sign';

interface Token {
  readonly kind: Kind;
  readonly text: string;
}

const TOKEN = /\s*(?:((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|([A-Za-z_][A-Za-z0-9_]*)|([-+*/^%(),]))/y;

/**
 * An expression as mathjs shall read it: decimal numbers, words and the signs + - * / ^ ( ) and comma, and nothing else of
 * its language. A percentage becomes the number that it stands for, so `1.2 % um` is 0.012 um.
 */
export function plainExpression(text: string): string {
  const tokens = tokensOf(text);
  const parts: string[] = [];
  let open = 0;
  for (const [i, token] of tokens.entries()) {
    requireSign(tokens[i - 1], token);
    if (token.text === '(' && ++open > MAX_OPEN) throw new ExpressionError(`more than ${MAX_OPEN} open parentheses`);
    if (token.text === ')') open--;
    if (token.text !== '%') parts.push(token.text);
    else if (tokens[i - 1]?.kind === 'number') parts.push(hundredth(parts.pop() ?? ''));
    else if (tokens[i - 1]?.text === ')') parts.push('%');
    else throw new ExpressionError(PERCENT);
  }
  return parts.join(' ');
}

function tokensOf(text: string): Token[] {
  const based = /(?<![\w.])0[xXbBoO]\w*/.exec(text);
  if (based) throw new ExpressionError(`${based[0]} is not a decimal number`);
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  for (let at = 0; at < end; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (!match) {
      const [sign] = text.slice(at).trimStart();
      throw new ExpressionError(`${JSON.stringify(sign)} has no meaning here: only numbers, units, + - * / ^ % ( )`);
    }
    const [, number, word, sign] = match;
    tokens.push({ kind: number ? 'number' : word ? 'word' : 'sign', text: number ?? word ?? sign });
  }
  return tokens;
}

/** What stands behind a unit without a sign between is a unit; anything else is a slip. */
function requireSign(before: Token | undefined, { kind, text }: Token): void {
  if (before === undefined || (before.kind === 'sign' && before.text !== ')' && before.text !== '%')) return;
  if (kind === 'number' || (text === '(' && (UNITS.has(before.text) || before.text === 'pi'))) {
    throw new ExpressionError(`expected a sign such as * between ${before.text} and ${text}`);
  }
}

/** The hundredth of a decimal number, exactly: its exponent is lowered by two. */
function hundredth(number: string): string {
  const [digits, exponent = '0'] = number.toLowerCase().split('e');
  return `${digits}e${Number(exponent) - 2}`;
}
