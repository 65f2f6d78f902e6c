/** The value of a text that is JSON without duplicate keys; undefined where it is not, or anything is odd about it. */
export function plainJson(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return hasDuplicateKeys(text) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** Whether an object of a valid JSON text names a key twice, which JSON.parse passes over. */
function hasDuplicateKeys(json: string): boolean {
  const keys: Set<string>[] = [];
  for (const [token, string, colon] of json.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|[{}]/g)) {
    if (token === '{') keys.push(new Set());
    else if (token === '}') keys.pop();
    else if (colon !== undefined) {
      const key: string = JSON.parse(string);
      const seen = keys[keys.length - 1];
      if (seen.has(key)) return true;
      seen.add(key);
    }
  }
  return false;
}
