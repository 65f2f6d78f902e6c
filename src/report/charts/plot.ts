import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { CHART_WIDTH, type Plot } from './frame.ts';
import { colour, FONT } from './theme.ts';

export interface Padding {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** What a chart says to Vega-Lite: the marks; size and looks are common to all. */
export type Layers = Extract<TopLevelSpec, { layer: unknown }>['layer'];

/** Of which rule, and which point if it is of one, a mark is; pages find the row of a table by it. */
export interface Tag {
  readonly rule?: string;
  readonly point?: string;
}

/** Draws layers of marks without a browser; `height` is that of the plot area, px. */
export async function plotted(id: string, layer: Layers, height: number, padding: Padding): Promise<Plot> {
  const width = CHART_WIDTH - padding.left - padding.right;
  const spec: TopLevelSpec = {
    layer: layer.map(described),
    width,
    height,
    padding: { ...padding },
    // Explicit sizes: without a browser Vega can only guess how wide a text is.
    autosize: { type: 'none', contains: 'content' },
    config: CONFIG,
  };
  const view = new View(parse(compile(spec, { logger: LOGGER }).spec), { renderer: 'none', logger: LOGGER });
  const svg = await view.toSVG();
  view.finalize();
  return {
    width: CHART_WIDTH,
    height: height + padding.top + padding.bottom,
    content: inner(svg, id),
    spec: { ...spec, layer: layer.map(untagged) },
  };
}

/** Tags are for pages, which have rows that marks belong to. */
function untagged(layer: Layers[number]): Layers[number] {
  if (!('data' in layer)) return layer;
  const { data } = layer as Described;
  if (!Array.isArray(data?.values)) return layer;
  return { ...layer, data: { values: data.values.map(({ tag: _, ...value }) => value) } } as typeof layer;
}

/** Vega writes the description of a mark beside it. A line or an area is of all points. */
function described(layer: Layers[number]): Layers[number] {
  if (!('mark' in layer) || !('data' in layer)) return layer;
  const { data, mark, encoding } = layer as Described;
  const values = data?.values;
  if (!Array.isArray(values) || values.every(({ tag }) => tag === undefined)) return layer;
  if (WHOLE.includes(mark.type)) {
    return { ...layer, mark: { ...mark, description: tagText({ rule: values[0].tag?.rule }) } } as typeof layer;
  }
  return {
    ...layer,
    data: { values: values.map(({ tag = {}, ...value }) => ({ ...value, [DESCRIPTION]: tagText(tag) })) },
    encoding: { ...encoding, description: { field: DESCRIPTION, type: 'nominal' } },
  } as typeof layer;
}

interface Described {
  readonly data: { readonly values?: readonly { readonly tag?: Tag }[] } | null;
  readonly mark: { readonly type: string };
  readonly encoding: object;
}

const WHOLE = ['line', 'area'];
const DESCRIPTION = 'described';
/** Stands in no name: escaping takes it out of them. */
const BETWEEN = '\u001f';

function tagText({ rule = '', point = '' }: Tag): string {
  return [BETWEEN, rule, BETWEEN, point].join('');
}

const TAGGED = new RegExp(` aria-label="${BETWEEN}([^"${BETWEEN}]*)${BETWEEN}([^"${BETWEEN}]*)"`, 'g');

function tagMarkup(_: string, rule: string, point: string): string {
  return `${rule && ` data-rule="${rule}"`}${point && ` data-point="${point}"`}`;
}

/**
 * Without the outer tag and the roles of its parts, because the frame describes the picture as a whole, and with ids of
 * its own, because Vega numbers clips through all pictures of a process.
 */
function inner(svg: string, id: string): string {
  const numbers = new Map<string, string>();
  return svg
    .replace(/^<svg[^>]*>/, '')
    .replace(/<\/svg>\s*$/, '')
    .replace(TAGGED, tagMarkup)
    .replace(/ (?:role|aria-[a-z]+)="[^"]*"/g, '')
    .replace(/(id="|url\(#)((?:clip|gradient|pattern)[-\w]*)/g, (_, before: string, name: string) => {
      if (!numbers.has(name)) numbers.set(name, `${id}-${numbers.size}`);
      return `${before}${numbers.get(name)}`;
    });
}

/** Advice on style is not for the user of the report; errors are. */
const LOGGER = {
  level: () => LOGGER,
  debug: () => LOGGER,
  info: () => LOGGER,
  warn: () => LOGGER,
  error: (...args: readonly unknown[]) => {
    throw new Error(`chart: ${args.map(String).join(' ')}`);
  },
};

const CONFIG: NonNullable<TopLevelSpec['config']> = {
  // Else Vega-Lite writes the title of an axis into an expression, which a line break or a backslash in it ends.
  aria: false,
  font: FONT,
  background: 'transparent',
  view: { stroke: null },
  axis: {
    domainColor: colour('muted'),
    tickColor: colour('muted'),
    gridColor: colour('grid'),
    labelColor: colour('text'),
    titleColor: colour('text'),
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    labelPadding: 4,
    tickSize: 4,
  },
  text: { fontSize: 12, color: colour('text') },
};
