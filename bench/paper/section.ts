/** One claim of the paper and what a run of ours says to it. */
export interface Section {
  readonly title: string;
  /** What the paper says, and where. */
  readonly claim: string;
  /** What was run here, and how that differs. */
  readonly ours: string;
  /** Markdown. */
  readonly result: string;
  readonly verdict: string;
}

/** Whether everything runs as the scenarios state it, or smaller, to see that it works and which way it points. */
export interface Size {
  readonly quick: boolean;
}

export function markdown(section: Section): string {
  const { title, claim, ours, result, verdict } = section;
  return `## ${title}\n\n**Claim.** ${claim}\n\n**Here.** ${ours}\n\n${result}\n\n**Agreed?** ${verdict}\n`;
}

/** A table of texts, the first row its heading. */
export function table(rows: readonly (readonly string[])[]): string {
  const [heading, ...rest] = rows;
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(heading), `|${heading.map((_, i) => (i === 0 ? '---|' : '--:|')).join('')}`, ...rest.map(line)].join(
    '\n',
  );
}

export function percent(value: number): string {
  return (100 * value + 0).toFixed(1).replace(/^-0\.0$/, '0.0');
}
