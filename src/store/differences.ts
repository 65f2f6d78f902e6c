/**
 * Places where two values differ, each as a line for the user: "scenario.beta.value: 0.5 in the run, 0.6 now".
 *
 * @param names what the two are called in such a line
 */
export function differences(
  before: unknown,
  now: unknown,
  path = '',
  names: readonly [string, string] = ['in the run', 'now'],
): string[] {
  if (Object.is(before, now)) return [];
  if (!isTree(before) || !isTree(now) || Array.isArray(before) !== Array.isArray(now)) {
    return [`${path}: ${show(before)} ${names[0]}, ${show(now)} ${names[1]}`];
  }
  const keys = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...keys].flatMap((key) => {
    const deeper = Array.isArray(before) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    return differences(before[key], now[key], deeper, names);
  });
}

type Tree = Readonly<Record<string, unknown>>;

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null;
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}
