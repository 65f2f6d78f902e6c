/** One place where two values differ, as a line for the user: "scenario.beta.value: 0.5 in the run, 0.6 now". */
export function differences(before: unknown, now: unknown, path = ''): string[] {
  if (Object.is(before, now)) return [];
  if (!isTree(before) || !isTree(now) || Array.isArray(before) !== Array.isArray(now)) {
    return [`${path}: ${show(before)} in the run, ${show(now)} now`];
  }
  const keys = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...keys].flatMap((key) => {
    const deeper = Array.isArray(before) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    return differences(before[key], now[key], deeper);
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
