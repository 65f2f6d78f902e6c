import { CONTRIBUTED } from '../../model/contributed-metrics.ts';
import type { Rule } from '../../model/rules.ts';
import type { Contributions } from '../../montecarlo/contributions/shares.ts';
import { fittingTitle } from '../charts/fitting-title.ts';
import { type PictureFile, pictureFile } from '../charts/frame.ts';
import { shareBars } from '../charts/share-bars.ts';
import { counted, percent, percentInterval } from '../format.ts';
import type { InquiryHeading } from '../inquiries/heading.ts';
import type { InquiryReport } from '../inquiries/pages.ts';
import { networkInWords } from '../network-name.ts';
import { ruleName } from '../words.ts';
import { areaNote, contributionNote, contributionTable, deviationInWords, linesOf, REST } from './table.ts';

/** Of which chips contributions are, and what they came to. */
export interface ContributionRun {
  readonly heading: InquiryHeading;
  /** The directory, and the place on the axes, '' where there is one point. */
  readonly run: string;
  readonly at: string;
  readonly rule: Rule;
  readonly result: Contributions;
}

/** Groups that a sentence names, and that are drawn. */
const NAMED = 3;
const MOST_GROUPS = 14;

/** What the variance of a metric is from, as a page and as Markdown. */
export async function contributionReport(own: ContributionRun): Promise<InquiryReport> {
  const { heading, run, result } = own;
  const { device, probes, seed, command, versions } = heading;
  const who = whoOf(own);
  const first = linesOf(result).filter(({ name, share }) => name !== REST && share !== null);
  const led = first.slice(0, NAMED).map(({ name, share, interval }) => {
    return `${name} ${percent(share ?? 0)}${interval === null ? '' : ` (${percentInterval(interval)})`}`;
  });
  const [most] = first;
  return {
    heading,
    findings: [
      `${who}: ${contributionNote(result)}`,
      ...(led.length === 0 ? [] : [`The largest parts of its variance are ${led.join(', ')}.`]),
      ...(most === undefined
        ? []
        : [
            `Area: Were the devices behind ${most.name} four times as large, and its variance as 1/area (Pelgrom), the deviation would be ` +
              `${deviationInWords(result, most)}.`,
          ]),
    ],
    pictures: 'Parts',
    charts: [await tornado(own, who)],
    tables: [
      {
        title: 'Parts of the variance',
        label: 'Every group of draws',
        table: contributionTable(result),
        note: noteOf(result),
      },
    ],
    setup: [
      `Device ${device}, network ${networkInWords(heading)}, ${counted(probes, 'input')}, seed ${seed}; chips of ${run}, of which nothing was simulated again.`,
      `${command}; dyadsim ${versions.dyadsim}, Node ${versions.node}.`,
    ],
  };
}

function noteOf({ metric }: Contributions): string {
  const { name } = CONTRIBUTED[metric];
  return (
    `Parts: the covariance of what a group adds to the ${name}, along the path from the nominal chip to the chip as drawn, with the ${name}, ` +
    `over its variance; negative where they go against each other. Intervals: delta method. ${areaNote(metric)}`
  );
}

function whoOf({ rule, at }: ContributionRun): string {
  return `${ruleName(rule)}${at === '' ? '' : ` at ${at}`}`;
}

async function tornado({ heading, result }: ContributionRun, who: string): Promise<PictureFile> {
  const lines = linesOf(result);
  const drawn = lines.flatMap(({ name, share, interval }) => {
    if (share === null) return [];
    return [{ text: `${name}, ${percent(share)}`, bars: [{ share, interval, isOutlined: name === REST }] }];
  });
  const hidden = drawn.length - MOST_GROUPS;
  const [{ name, share }] = lines;
  const id = 'contributions';
  const otherwise = `What the ${CONTRIBUTED[result.metric].name} varies by: ${who}`;
  const found = `${who}: ${name} is ${percent(share ?? 0)} of the variance`;
  const title = share === null ? otherwise : fittingTitle(found, otherwise);
  const note =
    `Parts of the variance of the ${CONTRIBUTED[result.metric].name} over ${counted(result.chips, 'chip')}, 95 % intervals (delta method), seed ${heading.seed}.` +
    `${hidden > 0 ? ` ${counted(hidden, 'smaller part')} not drawn.` : ''}`;
  const plot = await shareBars(id, drawn.slice(0, MOST_GROUPS));
  return pictureFile(
    { id, title, note, alt: drawn.map(({ text }) => text).join('; '), legend: [], patterns: '' },
    plot,
  );
}
