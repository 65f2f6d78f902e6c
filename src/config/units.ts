import type { BigNumber, FunctionNode, MathJsInstance, MathNode, OperatorNode, SymbolNode, Unit } from 'mathjs';
import { ExpressionError } from './expression-error.ts';
import { FUNCTIONS, MAX_LENGTH, PERCENT, plainExpression } from './expression-text.ts';
import { mathjs } from './libraries.ts';
import { DIMENSIONS, type Dimension, UNITS, unitHint } from './unit-table.ts';

const OPERATORS: ReadonlySet<string> = new Set([
  'add',
  'subtract',
  'multiply',
  'divide',
  'pow',
  'unaryMinus',
  'unaryPlus',
]);
/** Decimal digits of the arithmetic, so that the result is the nearest double of the exact value. */
const PRECISION = 64;
/** min and max compare; by default values nearer than 1e-15 are one, such as any two of some attojoules. */
const EXACT = { relTol: 1e-63, absTol: 0 };

/**
 * The value in SI units of an expression such as "3.5 mV um / sqrt(2 um * 1 um)" (Pelgrom's law), and which of the
 * accepted dimensions it has. Only numbers, units, + - * / ^ %, parentheses and a few functions are allowed.
 */
export function evaluateExpression(
  text: string,
  accepted: readonly Dimension[],
): { value: number; dimension: Dimension } {
  const { math } = arithmetic();
  const result = resultOf(text);
  if (math.isUnit(result)) {
    // A ratio has no unit to compare with; mathjs has no unit of an empty name.
    const dimension = accepted.find(
      (name) => name !== 'ratio' && result.equalBase(math.unit(1, DIMENSIONS[name].unit)),
    );
    if (dimension === undefined) throw new ExpressionError(`its unit comes out as ${unitOf(result)}`);
    return { value: Number(result.toNumeric(DIMENSIONS[dimension].unit)), dimension };
  }
  if (!math.isBigNumber(result)) throw new ExpressionError('not a real number');
  if (!accepted.includes('ratio')) throw new ExpressionError('its unit cancels: a pure number');
  return { value: Number(result), dimension: 'ratio' };
}

/** Refuses an expression that does not come out as a finite number, or as a quantity of whatever dimension. */
export function assertQuantity(text: string): void {
  const { math } = arithmetic();
  const result = resultOf(text);
  const value = math.isUnit(result) ? Number(result.toSI().value) : math.isBigNumber(result) ? Number(result) : NaN;
  if (!Number.isFinite(value)) throw new ExpressionError('not a finite number');
}

function resultOf(text: string): unknown {
  if (text.length > MAX_LENGTH) throw new ExpressionError(`longer than ${MAX_LENGTH} characters`);
  const { math, scope, known } = arithmetic();
  const result = known.get(text) ?? evaluate(math, text, scope);
  known.set(text, result);
  return result;
}

/** What mathjs does not declare of its functions of several types. */
interface TypedFunctions {
  clearConversions(): void;
  addConversions(conversions: readonly { from: string; to: string; convert(value: unknown): unknown }[]): void;
}

interface Arithmetic {
  readonly math: MathJsInstance;
  /** Unit symbols and pi, as far as expressions named them; nothing else has a name. */
  readonly scope: Map<string, unknown>;
  /** What expressions came out as; every point of a sweep asks for the same ones. */
  readonly known: Map<string, unknown>;
}

let loaded: Arithmetic | undefined;

let doubles: MathJsInstance | undefined;

/** For numbers that are doubles as they come, each step rounded as a program's would be. */
function doubleArithmetic(): MathJsInstance {
  doubles ??= mathjs().create({ number: 'number', ...EXACT });
  return doubles;
}

/** For quantities as they are written. */
function arithmetic(): Arithmetic {
  if (loaded) return loaded;
  const math = mathjs().create({ number: 'BigNumber', precision: PRECISION, ...EXACT });
  convertNumbersOnly(math);
  loaded = { math, scope: new Map(), known: new Map() };
  return loaded;
}

/**
 * Functions of mathjs are made when first used, for all types that arguments can be converted from. Without texts, lists
 * and fractions, which no expression here has, that takes half the time.
 */
function convertNumbersOnly(math: MathJsInstance): void {
  const { typed } = math as unknown as { readonly typed: TypedFunctions };
  typed.clearConversions();
  typed.addConversions([
    { from: 'number', to: 'BigNumber', convert: (x: number) => math.bignumber(x) },
    { from: 'number', to: 'Complex', convert: (x: number) => math.complex(x, 0) },
    { from: 'BigNumber', to: 'Complex', convert: (x: BigNumber) => math.complex(x.toNumber(), 0) },
  ]);
}

function parsed(math: MathJsInstance, text: string): MathNode {
  try {
    return math.parse(plainExpression(text));
  } catch (error) {
    if (error instanceof ExpressionError) throw error;
    // Its place is counted in the text that mathjs was given, not in the one that was written.
    const reason = error instanceof Error ? error.message.replace(/ \(char \d+\)$/, '') : error;
    throw new ExpressionError(`not an expression: ${reason}`);
  }
}

function evaluate(math: MathJsInstance, text: string, scope: Map<string, unknown>): unknown {
  const node = parsed(math, text);
  refuseForbidden(math, node, null);
  for (const { name } of node.filter((part) => math.isSymbolNode(part)) as SymbolNode[]) {
    if (!scope.has(name) && !FUNCTIONS.has(name)) scope.set(name, named(math, name));
  }
  try {
    return node.evaluate(scope);
  } catch (error) {
    throw new ExpressionError(error instanceof Error ? error.message : String(error));
  }
}

/**
 * An expression of one dimensionless variable, as a function; it may use numbers, the signs and functions of quantities and
 * pi, and no unit. Where it does not come out as a real number, the value is NaN.
 */
export function compiledOf(text: string, variable: string): (value: number) => number {
  if (text.length > MAX_LENGTH) throw new ExpressionError(`longer than ${MAX_LENGTH} characters`);
  const math = doubleArithmetic();
  const node = parsed(math, text);
  refuseForbidden(math, node, variable);
  const names = (node.filter((part) => math.isSymbolNode(part)) as SymbolNode[]).map(({ name }) => name);
  const unit = names.find((name) => UNITS.has(name));
  if (unit !== undefined) throw new ExpressionError(`${unit} is a unit, and ${variable} has none`);
  const code = node.compile();
  return (value) => {
    try {
      const result: unknown = code.evaluate({ [variable]: value, pi: Math.PI });
      return typeof result === 'number' ? result : Number.NaN;
    } catch (error) {
      throw new ExpressionError(error instanceof Error ? error.message : String(error));
    }
  };
}

function named(math: MathJsInstance, name: string): unknown {
  return name === 'pi' ? math.pi : math.unit(math.bignumber(1), name);
}

function refuseForbidden(math: MathJsInstance, root: MathNode, variable: string | null): void {
  root.traverse((node, path, parent) => {
    if (math.isConstantNode(node)) {
      if (!math.isBigNumber(node.value) && typeof node.value !== 'number')
        throw new ExpressionError(`${JSON.stringify(node.value)} is not allowed here`);
    } else if (math.isOperatorNode(node)) {
      const { fn, op, isPercentage } = node as OperatorNode & { readonly isPercentage: boolean };
      if (fn === 'mod') throw new ExpressionError(PERCENT);
      if (!OPERATORS.has(fn)) throw new ExpressionError(`the operator ${op} is not allowed`);
      if (isPercentage && hasUnit(math, node)) throw new ExpressionError(PERCENT);
    } else if (math.isFunctionNode(node)) {
      const { fn } = node as FunctionNode;
      if (!math.isSymbolNode(fn) || !FUNCTIONS.has((fn as SymbolNode).name)) {
        throw new ExpressionError(`only the functions ${[...FUNCTIONS].join(', ')} are allowed`);
      }
    } else if (math.isSymbolNode(node)) {
      const { name } = node as SymbolNode;
      const called = path === 'fn' && parent !== null && math.isFunctionNode(parent);
      if (!called && name !== 'pi' && name !== variable && !UNITS.has(name)) {
        throw new ExpressionError(variable === null ? unitHint(name) : `unknown name ${JSON.stringify(name)}`);
      }
    } else if (!math.isParenthesisNode(node)) {
      throw new ExpressionError('only numbers, units, + - * / ^ %, parentheses and a few functions are allowed');
    }
  });
}

function hasUnit(math: MathJsInstance, node: MathNode): boolean {
  return node.filter((part) => math.isSymbolNode(part) && UNITS.has((part as SymbolNode).name)).length > 0;
}

/** "mV um^0.5" of a result, without its value. */
function unitOf(result: Unit): string {
  return result.formatUnits();
}
