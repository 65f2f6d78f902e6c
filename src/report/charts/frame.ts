import { escapeMarkup } from '../escape.ts';
import { colour, FONT, nightCss } from './theme.ts';

/** All pictures have this width, px: two side by side on a screen, one on a phone. */
export const CHART_WIDTH = 440;

/** A picture as a file of its own. */
export interface PictureFile {
  readonly file: string;
  readonly title: string;
  readonly note: string;
  readonly svg: string;
  /** What its plot is drawn from: a Vega-Lite specification, JSON. */
  readonly spec: string;
  /** Without title and note, for a page that writes them: on a phone text of a picture is smaller than the page's. */
  readonly inline: string;
}

/** What surrounds a plot so that the file can stand alone. */
export interface Frame {
  /** Unique in the report; names the file and its parts. */
  readonly id: string;
  readonly title: string;
  /** n, interval and seed. */
  readonly note: string;
  /** For readers who do not see the picture. */
  readonly alt: string;
  readonly legend: readonly LegendEntry[];
  /** SVG patterns that plot and legend are painted with; empty: none. */
  readonly patterns: string;
}

export interface LegendEntry {
  readonly label: string;
  /** SVG, 12 px high. */
  readonly swatch: string;
  /** Of the swatch, px. */
  readonly width: number;
}

/** A plot in SVG with its width and height, as Vega writes it, stripped of the outer tag. */
export interface Plot {
  readonly width: number;
  readonly height: number;
  readonly content: string;
  /** What it is drawn from, as Vega-Lite has it. */
  readonly spec: object;
}

const LINE = 15;
/** Around a file of its own, px. */
const MARGIN = 12;

/** A file of its own: title, note, legend and plot, which turns dark with its reader's settings. */
export function standalone(frame: Frame, plot: Plot): string {
  const notes = wrapped(frame.note, 74);
  const heading = [
    `<style>${nightCss()}</style>\n`,
    `<text x="0" y="16" font-size="14" font-weight="600" fill="${colour('text')}">${escapeMarkup(frame.title)}</text>\n`,
    ...notes.map(
      (line, i) =>
        `<text x="0" y="${33 + LINE * i}" font-size="11.5" fill="${colour('muted')}">${escapeMarkup(line)}</text>\n`,
    ),
  ];
  // Only pages have rows that marks could belong to.
  const content = plot.content.replace(/ data-(?:rule|point)="[^"]*"/g, '');
  return drawn(frame, heading.join(''), 28 + LINE * notes.length, { ...plot, content }, MARGIN);
}

export function pictureFile(frame: Frame, plot: Plot): PictureFile {
  const { id, title, note } = frame;
  return {
    file: `${id}.svg`,
    title,
    note,
    svg: standalone(frame, plot),
    spec: specText(frame, plot),
    inline: inline(frame, plot),
  };
}

/** With its title, so that the file can stand alone; what is painted with a pattern has none of it. */
function specText({ title, note }: Frame, { spec }: Plot): string {
  return `${JSON.stringify({ $schema: SCHEMA, title: { text: title, subtitle: note }, ...spec })}\n`;
}

const SCHEMA = 'https://vega.github.io/schema/vega-lite/v6.json';

/** Legend and plot, for a page that writes title and note itself and has `nightCss` in its style sheet. */
export function inline(frame: Frame, plot: Plot): string {
  return drawn(frame, '', 0, plot, 0);
}

function drawn(
  { id, title, alt, legend, patterns }: Frame,
  heading: string,
  legendTop: number,
  plot: Plot,
  margin: number,
): string {
  const entries = placed(legend);
  const plotTop = legendTop + 20 * (entries.at(-1)?.row ?? -1) + (entries.length > 0 ? 26 : 20);
  const width = CHART_WIDTH + 2 * margin;
  const height = plotTop + plot.height + 2 * margin;
  const area = `x="${-margin}" y="${-margin}" width="${width}" height="${height}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" width="${width}" height="${height}"`,
    ` viewBox="${-margin} ${-margin} ${width} ${height}" aria-labelledby="${id}-title ${id}-desc">\n`,
    `<title id="${id}-title">${escapeMarkup(title)}</title>\n`,
    `<desc id="${id}-desc">${escapeMarkup(alt)}</desc>\n`,
    patterns === '' ? '' : `<defs>${patterns}</defs>\n`,
    `<rect ${area} fill="${colour('surface')}"/>\n`,
    `<g font-family="${escapeMarkup(FONT)}">\n`,
    heading,
    ...entries.map(
      ({ label, swatch, width, x, row }) =>
        `<g transform="translate(${x},${legendTop + 20 * row})">${swatch}<text x="${width + 6}" y="10.5" font-size="12" fill="${colour('text')}">${escapeMarkup(label)}</text></g>\n`,
    ),
    `<g transform="translate(0,${plotTop})">${plot.content}</g>\n`,
    '</g>\n</svg>\n',
  ].join('');
}

/** Legend entries from left to right, in as many rows as they need. */
function placed(legend: readonly LegendEntry[]): (LegendEntry & { x: number; row: number })[] {
  let x = 0;
  let row = 0;
  return legend.map((entry) => {
    const width = entry.width + 24 + textWidth(entry.label, 11.5);
    if (x > 0 && x + width > CHART_WIDTH) {
      x = 0;
      row++;
    }
    const place = { ...entry, x, row };
    x += width;
    return place;
  });
}

/** Generous width of a text, px; fonts differ between machines. */
export function textWidth(text: string, fontSize: number): number {
  return Math.ceil(0.56 * fontSize * text.length);
}

/** Lines of at most so many characters, broken between words. */
function wrapped(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
