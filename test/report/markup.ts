/** Throws unless every tag of XML-like text is closed in order and ids are unique; returns the tag names met. */
export function assertBalanced(markup: string, voidTags: readonly string[] = []): Set<string> {
  const open: string[] = [];
  const met = new Set<string>();
  const withoutStyle = markup.replace(/<style>[^<]*<\/style>/g, '');
  for (const [, close, name, attributes] of withoutStyle.matchAll(/<(\/?)([a-zA-Z][\w:-]*)((?:"[^"]*"|[^">])*)>/g)) {
    met.add(name);
    if (close) {
      const expected = open.pop();
      if (expected !== name) throw new Error(`</${name}> closes <${expected}>`);
    } else if (!attributes.endsWith('/') && !voidTags.includes(name)) open.push(name);
  }
  if (open.length > 0) throw new Error(`not closed: ${open.join(', ')}`);
  const ids = [...markup.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) throw new Error(`two elements have the id ${twice}`);
  return met;
}
