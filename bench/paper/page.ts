const MARK = /^<!-- section: (\S+) -->$/m;

/** A section of the page, with its name, which a reader does not see, and the command that makes it. */
export function part(name: string, markdown: string, quick: boolean): string {
  return `<!-- section: ${name} -->\n${markdown}\nMade by \`npm run paper -- ${quick ? '--quick ' : ''}${name}\`.\n`;
}

/** The sections of a page by name, each as `part` has written it; what stands before and after them is left out. */
export function partsOf(page: string): ReadonlyMap<string, string> {
  const [, ...pieces] = page.split(MARK);
  const parts = new Map<string, string>();
  for (let i = 0; i < pieces.length; i += 2) {
    const [name, text] = pieces.slice(i, i + 2);
    const end = /^Made by .*$/m.exec(text);
    if (end === null) throw new Error(`section ${name} of the page does not say how it was made`);
    parts.set(name, `<!-- section: ${name} -->${text.slice(0, end.index)}${end[0]}\n`);
  }
  return parts;
}
