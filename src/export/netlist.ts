/** Longest line; ngspice takes longer ones, editors and other simulators do not. */
const WIDTH = 100;

/** The lines of a SPICE netlist in the making. */
export class Netlist {
  private readonly lines: string[];
  private readonly elements = new Set<string>();

  /** The first line of a netlist is its title, whatever it says. */
  constructor(title: string) {
    this.lines = [titleLine(title)];
  }

  comment(...lines: string[]): void {
    for (const line of lines) this.lines.push(line === '' ? '*' : `* ${printable(line)}`);
  }

  /** One element: its name, whose first letter is its kind, then nodes and value. SPICE folds case, so names must differ without it. */
  element(name: string, ...rest: string[]): void {
    const folded = name.toLowerCase();
    if (this.elements.has(folded)) throw new Error(`netlist: two elements are called ${name}`);
    this.elements.add(folded);
    this.card([name, ...rest].join(' '));
  }

  /** An element or a dot line, continued on '+' lines where it is long. */
  card(text: string): void {
    let line = '';
    for (const word of text.split(' ')) {
      if (line !== '' && line.length + 1 + word.length > WIDTH) {
        this.lines.push(line);
        line = `+ ${word}`;
      } else line = line === '' ? word : `${line} ${word}`;
    }
    this.lines.push(line);
  }

  /** A command of the control section, where lines cannot be continued. */
  command(text: string): void {
    this.lines.push(text);
  }

  toString(): string {
    return `${this.lines.join('\n')}\n`;
  }
}

/** A number to its last bit, without the letters that SPICE reads as factors. */
export function number(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`netlist: a value must be finite, got ${value}`);
  return String(value);
}

/** A first character other than a letter or digit could make the title a command or a script to ngspice. */
function titleLine(title: string): string {
  const line = printable(title);
  return /^[a-z0-9]/i.test(line) ? line : `dyadsim: ${line}`;
}

/** Line breaks and other control characters as \uXXXX, so that no text becomes a line of the netlist. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
