import { nightCss } from '../../dist/report/charts/theme.js';

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

const FIGURE = /<figure><figcaption><b>([\s\S]*?)<\/b>([\s\S]*?)<\/figcaption>\s*(<svg[\s\S]*?<\/svg>)/;

/** What the gallery shows of a page: its findings, one for each rule or all in one, and its first picture, a file of its own. */
export function readPage(html) {
  const [, title, note, svg] = FIGURE.exec(html) ?? [];
  if (svg === undefined) throw new Error('the page has no picture');
  // Tags of marks are for the page that has their rows.
  const untagged = svg.replaceAll(/ data-(?:rule|point)="[^"]*"/g, '');
  const picture = `${untagged.replace('>', `>\n<style>${nightCss()}</style>`)}\n`;
  return { findings: findingsOf(html), title: plain(title), note: plain(note), picture };
}

function findingsOf(html) {
  const answers = [...html.matchAll(/<h2>(?:<svg[\s\S]*?<\/svg>)([^<]*)<\/h2>\n<p class="answer">([\s\S]*?)<\/p>/g)];
  if (answers.length > 0) return answers.map(([, rule, answer]) => `${plain(rule)}: ${plain(answer)}`);
  const verdict = /<div class="verdict"[\s\S]*?<\/div>/.exec(html)?.[0] ?? '';
  const lines = [...verdict.matchAll(/<(?:li|dd)>([\s\S]*?)<\/(?:li|dd)>/g)].map(([, line]) => plain(line));
  if (lines.length === 0) throw new Error('the page states no finding');
  return lines.slice(0, 2);
}

/** The text of a piece of HTML. */
function plain(html) {
  return html
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&([a-z]+|#39);/g, (whole, name) => ENTITIES[name] ?? whole)
    .replaceAll('\u2060', '');
}
