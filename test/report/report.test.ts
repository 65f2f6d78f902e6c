import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../src/config/scenario.ts';
import { failedRow, noBranches, noOutcomes } from '../../src/montecarlo/failed-row.ts';
import { failingMeasure } from '../../src/report/charts/measures.ts';
import { OUTCOME_MARKS } from '../../src/report/charts/theme.ts';
import { PAGE_SCRIPT } from '../../src/report/html/script/page-script.ts';
import { refusalsInWords } from '../../src/report/refusals.ts';
import { CHIP_OUTCOMES } from '../../src/report/summary-cell.ts';
import { terminalTable } from '../../src/report/terminal.ts';
import { assertBalanced } from './markup.ts';
import { summaryOf, reportOf as wholeReportOf } from './reports.ts';
import { ALPHA, DEVICE, syntheticRun } from './synthetic-run.ts';

const VOID = ['meta', 'input'];
const withoutScript = (html: string) => html.replace(PAGE_SCRIPT, '');
const NUDGE = { path: 'nudge', labels: ['live', 'held'], values: ['live', 'held'] };
const BETA = { path: 'beta', labels: ['0.01', '0.1', '1'], values: [0.01, 0.1, 1] };
const NUMBERS = [ALPHA, BETA];

/** A report and its pictures; their specifications are for plot-specs.test.ts. */
async function reportOf(...run: Parameters<typeof wholeReportOf>) {
  const { plots, ...report } = await wholeReportOf(...run);
  return { ...report, plots: new Map([...plots].filter(([file]) => file.endsWith('.svg'))) };
}

async function reportOn(axes = [ALPHA], changes: Partial<Scenario> = {}) {
  const { manifest, rows } = syntheticRun(axes, changes);
  return reportOf(manifest, rows);
}

const report = await reportOn();

describe('a report', () => {
  it('is the same, byte for byte, for the same run', async () => {
    const again = await reportOn();
    expect(again.html).toBe(report.html);
    expect(again.markdown).toBe(report.markdown);
    expect(JSON.stringify(again.summary)).toBe(JSON.stringify(report.summary));
    expect([...again.plots]).toEqual([...report.plots]);
  });

  it('reads, rounded, as Markdown', () => {
    expect(report.markdown).toMatchSnapshot();
  });

  it('rests on numbers that JSON can hold', () => {
    expect(JSON.parse(JSON.stringify(report.summary))).toEqual(report.summary);
  });

  it('says in words what each rule does, with intervals', () => {
    const [dp] = report.summary.points[4].cells;
    const [low, high] = dp.stable.wilson.map((limit) => (100 * limit).toFixed(1));
    expect(report.markdown).toContain(`${dp.stable.passed}/100 (${low} – ${high} %; 2 held by thresholds only)`);
    expect(report.markdown).toContain('Stable on 3 to 5 of 100 chips (1.0 – 11.2 %) at alpha = 0');
  });

  it('says every yield on how many inputs', () => {
    const [head] = report.markdown.match(/\| point \| rule \| stable.*/) ?? [];
    for (const name of ['stable', 'in range', 'aligned']) expect(head).toContain(`${name} on all of 8 inputs (95 %)`);
    for (const name of ['stable', 'in-range', 'aligned']) {
      const svg = report.plots.get(`${name}-yield.svg`) ?? '';
      const texts = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text).join(' ');
      expect(texts).toMatch(/Stable (and not clipped )?on all of 8 inputs/);
    }
  });

  it('says of every picture how many chips, which interval and which seed', () => {
    expect([...report.plots.keys()]).toEqual([
      'stable-yield.svg',
      'in-range-yield.svg',
      'aligned-yield.svg',
      'beta-reach.svg',
      'inputs.svg',
      'failing-inputs.svg',
      'outcomes.svg',
      'gradient-angle.svg',
      'settling-time.svg',
      'events.svg',
      'energy.svg',
      'gain-margin.svg',
      'margin-tail.svg',
      'branch-end.svg',
    ]);
    for (const svg of report.plots.values()) {
      const words = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text).join(' ');
      expect(words).toMatch(/(99 to )?100 chips/);
      expect(words).toContain('Seed made up.');
      expect(words).toMatch(/interval/);
    }
  });

  it('tells how to look at a chip that failed', () => {
    const chip = '--scenario scenarios/asymmetric-nudging.yaml --point 0 --chip 0 --rule dp';
    for (const command of [`dyadsim simulate ${chip} --probe 0`, `dyadsim analyze ${chip}`]) {
      expect(report.html).toContain(`<p><code class="command">${command}</code></p>`);
      expect(report.markdown).toContain(`    ${command}`);
    }
  });

  it('has in every row of a point, and of a chip, the command that runs it again', () => {
    const rowsOf = (label: string) => {
      const table = report.html.slice(report.html.indexOf(`aria-label="${label}"`));
      const body = table.slice(table.indexOf('<tbody>'), table.indexOf('</tbody>'));
      return body.split('<tr').slice(1);
    };
    const chipOf = (row: string) => /<code class="command">(dyadsim simulate [^<]*)<\/code>/.exec(row)?.[1];
    const cells = report.summary.points.flatMap(({ index, cells }) => cells.map((cell) => ({ index, cell })));
    const yields = rowsOf('Yield of every point and rule');
    expect(yields).toHaveLength(cells.length);
    cells.forEach(({ index, cell: { rule, unstableChips, smallestMargin } }, i) => {
      const chip = unstableChips[0] ?? smallestMargin?.chip ?? 0;
      expect(chipOf(yields[i])).toBe(
        `dyadsim simulate --scenario scenarios/asymmetric-nudging.yaml --point ${index} --chip ${chip} --rule ${rule} --trace chip-${chip}.csv`,
      );
    });
    expect(yields[3]).toContain(
      '<code class="command">dyadsim pick runs/demo --metric gainMargin --rule dp-transpose --point 1 --count 10</code></td>',
    );
    for (const label of ['Chips that are not stable', 'Refused trials', 'Runs that ended otherwise than foretold']) {
      const found = rowsOf(label);
      expect(found.length).toBeGreaterThan(0);
      for (const row of found) expect(chipOf(row), label).toBeDefined();
    }
    expect(rowsOf('Refused trials').map(chipOf)).toEqual(
      report.summary.refusals.map(
        ({ point, chip, rule }) =>
          `dyadsim simulate --scenario scenarios/asymmetric-nudging.yaml --point ${point} --chip ${chip} --rule ${rule}`,
      ),
    );
  });

  it('tells how to look at every run that ended otherwise than its branch foretold', () => {
    const { surprises } = report.summary;
    expect(surprises.length).toBeGreaterThan(0);
    for (const { command } of surprises) {
      expect(report.html).toContain(command);
      expect(report.markdown).toContain(`    ${command}`);
    }
  });

  it('has as Markdown a first screen, and the rest with its commands in a fold', () => {
    const [before, inside, after] = report.markdown.split(/<details>|<\/details>/);
    for (const part of ['## Requirements', '## Not to be misread', '(plots/stable-yield.svg)']) {
      expect(before).toContain(part);
      expect(inside).not.toContain(part);
    }
    expect(after.trim()).toBe('');
    for (const part of ['## Yield', '## Worst chips', '## Set-up']) expect(inside).toContain(part);
    const commands = new Set(
      [...report.html.matchAll(/<td><code class="command">(.*?)<\/code>/g)].map(([, text]) => text),
    );
    expect(commands.size).toBeGreaterThan(50);
    for (const command of commands) expect(inside).toContain(`    ${command}\n`);
  });

  it('names the sources of the device with their quality', () => {
    for (const { path, quality } of DEVICE.provenance) {
      expect(report.html).toMatch(new RegExp(`<tr[^>]*><th[^>]*>${path}</th>.*<td>${quality}</td>`));
      expect(report.markdown).toMatch(new RegExp(`\\| ${path} \\|.*\\| ${quality} \\|`));
    }
  });
});

describe('the HTML file', () => {
  it('runs one script of its own, by its hash, and loads nothing', () => {
    const scripts = [...report.html.matchAll(/<script([^>]*)>([\s\S]*?)<\/script>/g)];
    expect(scripts.map(([, attributes]) => attributes)).toEqual(['']);
    const hash = createHash('sha256').update(scripts[0][2]).digest('base64');
    expect(report.html).toContain(
      `content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'"`,
    );
    expect(report.html.indexOf('Content-Security-Policy')).toBeLessThan(report.html.indexOf('<style>'));
    expect(PAGE_SCRIPT).toBe(scripts[0][0]);
  });

  it('needs no network', () => {
    const html = withoutScript(report.html);
    expect(html).not.toMatch(/<(script|link|iframe|img|object|embed|base)\b/i);
    expect(html).not.toMatch(/\bsrc=|@import|\son\w+=/i);
    expect([...html.matchAll(/url\(([^)]*)\)/g)].filter(([, target]) => !target.startsWith('#'))).toEqual([]);
    const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, target]) => target);
    expect(links).toEqual(['https://example.org/a-paper']);
    const addresses = [...html.matchAll(/https?:\/\/[^\s"'<]+/g)].map(([address]) => address);
    const known = ['http://www.w3.org/2000/svg', 'https://example.org/a-paper'];
    expect([...new Set(addresses)].sort()).toEqual(known);
  });

  it('has closed tags, unique ids and a label for every picture and table', () => {
    assertBalanced(withoutScript(report.html), VOID);
    const pictures = [...report.html.matchAll(/<svg [^>]*role="img"[^>]*aria-labelledby="(\S+) (\S+)"/g)];
    expect(pictures).toHaveLength(report.plots.size);
    expect(report.html).not.toContain('role="graphics');
    for (const [, title, description] of pictures) {
      expect(report.html).toMatch(new RegExp(`<title id="${title}">[^<]+</title>`));
      expect(report.html).toMatch(new RegExp(`<desc id="${description}">[^<]+</desc>`));
    }
    expect(report.html.match(/<table>/g)).toHaveLength(
      report.html.match(/role="region" aria-label="[^"]+"/g)?.length ?? 0,
    );
  });

  it('is dark for who has it dark, and light in print', () => {
    const dark = [...report.html.matchAll(/@media ([^{]*prefers-color-scheme[^{]*)\{/g)].map(([, query]) => query);
    expect(dark.length).toBeGreaterThan(1);
    for (const query of dark) expect(query).toMatch(/^screen and/);
  });

  it('turns every colour of the pictures', () => {
    const drawn = [...report.plots.values()].join('').replace(/<style>.*?<\/style>/gs, '');
    const colours = new Set([...drawn.matchAll(/(?:fill|stroke)="(#[0-9a-f]+)"/g)].map(([, colour]) => colour));
    expect(colours.size).toBeGreaterThan(8);
    for (const colour of colours) {
      expect(report.html, colour).toContain(`.chart [fill="${colour}"]{fill:#`);
      expect(report.html, colour).toContain(`.chart [stroke="${colour}"]{stroke:#`);
    }
    const others = [...drawn.matchAll(/(?:fill|stroke)="((?!#)[^"]+)"/g)].map(([, paint]) => paint);
    const patterns = [...drawn.matchAll(/<pattern id="([^"]+)"/g)].map(([, id]) => `url(#${id})`);
    expect([...new Set(others)].sort()).toEqual([...patterns, 'none'].sort());
  });

  it('shows names as text, whatever they hold', async () => {
    const evil = `<script>alert('x')</script>"&`;
    const device = {
      ...DEVICE,
      name: evil,
      description: evil,
      provenance: [{ ...DEVICE.provenance[0], source: evil }],
    };
    const axis = { path: `device.${evil}`, labels: [evil, 'b'], values: [evil, 'b'] };
    const { html, markdown, plots } = await reportOn([axis], {
      name: evil,
      description: evil,
      seed: evil,
      device,
      chips: 4,
    });
    expect(html).toContain('&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;');
    assertBalanced(withoutScript(html), VOID);
    for (const text of [withoutScript(html), markdown, ...plots.values()]) expect(text).not.toMatch(/<\/?script/i);
    for (const svg of plots.values()) assertBalanced(svg);
  });

  it('says at its top of which device it is, or of how many', async () => {
    const device = { path: 'device', labels: ['a', 'b', 'c'], values: ['a', 'b', 'c'] };
    const { html } = await reportOn([device], { chips: 2 });
    expect(html).toContain('<p class="meta">3 devices · 64-32-10 ·');
    expect(report.html).toContain('<p class="meta">Made-up 180 nm · 64-32-10 ·');
  });

  it('lists trials that could not be run', () => {
    expect(report.html).toContain(
      '2 of 1000 trials (0.2\u00a0%) could not be run and were counted in no yield: event budget of 0 for layer &lt;1&gt;.',
    );
    expect(report.html).toContain('event budget of 0 for layer &lt;1&gt;');
  });
});

describe('the pictures', () => {
  it('are files of their own', () => {
    for (const svg of report.plots.values()) {
      expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
      assertBalanced(svg);
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  it('give every outcome a segment with its name and number where there is room', () => {
    const [dp] = report.summary.points[1].cells;
    expect(dp.chipOutcomes.clipped).toBeGreaterThan(20);
    const svg = report.plots.get('outcomes.svg') ?? '';
    expect(svg).toContain(`>clipped ${dp.chipOutcomes.clipped}</text>`);
    const [first] = report.summary.points[2].cells;
    expect(svg).toContain(`>settled ${first.chipOutcomes.settled}</text>`);
  });

  it('tell outcomes apart by more than their colour', () => {
    const looks = Object.values(OUTCOME_MARKS).map(
      ({ texture, fill }) => texture ?? (fill === '#5b3a7d' ? 'dark' : 'light'),
    );
    expect(new Set(looks).size).toBe(looks.length);
    const svg = report.plots.get('outcomes.svg') ?? '';
    const met = CHIP_OUTCOMES.filter((outcome) =>
      report.summary.points.some(({ cells }) => cells.some(({ chipOutcomes }) => chipOutcomes[outcome] > 0)),
    );
    // The static engine's has its own test.
    expect(met).toEqual(CHIP_OUTCOMES.filter((outcome) => outcome !== 'lost'));
    for (const outcome of met) {
      if (OUTCOME_MARKS[outcome].texture === null) continue;
      expect(svg).toContain(`<pattern id="outcomes-${outcome}"`);
      // The legend's box and at least one segment.
      expect(svg.split(`fill="url(#outcomes-${outcome})"`).length, outcome).toBeGreaterThan(2);
    }
  });

  it('draw undecided inputs as failing where they say so', () => {
    const { inputs } = report.summary.points[0].cells[0];
    expect(inputs?.failing.high.q05).toBeGreaterThan(inputs?.failing.low.q05 ?? 1);
    const measure = failingMeasure(report.summary);
    expect(measure?.quantiles(report.summary.points[0].cells[0])).toEqual(inputs?.failing.high);
  });

  it('hatch where chips were refused in numbers', async () => {
    const { manifest, rows } = syntheticRun();
    const refused = rows.map((row) => (row.chip < 20 && row.point > 2 ? failedRow(row, 2, 'no') : row));
    const { plots } = await reportOf(manifest, refused);
    for (const name of ['stable', 'in-range', 'aligned']) {
      expect(report.plots.get(`${name}-yield.svg`)).not.toContain('url(#');
      const svg = plots.get(`${name}-yield.svg`) ?? '';
      for (const rule of ['dp', 'dp-transpose']) {
        expect(svg).toContain(`<pattern id="${name}-yield-${rule}"`);
        expect(svg).toContain(`fill="url(#${name}-yield-${rule})"`);
      }
    }
    expect(plots.get('outcomes.svg')).toContain('fill="url(#outcomes-refused)"');
  });

  it.each([
    ['no axis', [], 1],
    ['words', [NUDGE], 1],
    ['two axes', [ALPHA, NUDGE], 2],
    ['words first', [NUDGE, BETA], 2],
    ['two axes of numbers', NUMBERS, 3],
    ['three axes', [ALPHA, NUDGE, BETA], 6],
  ])('are drawn for a sweep over %s', async (_, axes, panels) => {
    const { plots, html, markdown } = await reportOn(axes, { chips: 3 });
    // How far beta may go and the tail of the margin are one picture for all panels, and so are maps in place of the three yields.
    const maps = [...plots.keys()].filter((file) => file.endsWith('-map.svg'));
    expect(plots.size).toBe(maps.length === 3 ? 9 * panels + 3 + 2 : 12 * panels + 2);
    expect(maps).toHaveLength(axes === NUMBERS ? 3 : 0);
    for (const [file, svg] of plots) {
      assertBalanced(svg);
      expect(svg, file).not.toMatch(/NaN|undefined|Infinity/);
      expect(markdown).toContain(`(plots/${file})`);
    }
    assertBalanced(withoutScript(html), VOID);
  });

  it('leave out what no chip has', async () => {
    const { manifest, rows } = syntheticRun([ALPHA], { chips: 4, rules: ['dp'] });
    const outcomes = { ...noOutcomes(), diverged: 8 };
    const nothing = { settleTimeMedian: null, settleTimeMax: null, gainMargin: null, lossBeta: null };
    const answers = {
      stable: false,
      inRange: false,
      aligned: false,
      branches: noBranches(),
      deadZone: 0,
      surprise: null,
    };
    const dead = rows.map((row) => ({
      ...row,
      ...nothing,
      ...answers,
      outcomes,
      angleDeg: [null, null],
      energy: null,
    }));
    const { plots, html } = await reportOf(manifest, dead);
    const yields = ['stable-yield.svg', 'in-range-yield.svg', 'aligned-yield.svg'];
    expect([...plots.keys()]).toEqual([...yields, 'inputs.svg', 'failing-inputs.svg', 'outcomes.svg', 'events.svg']);
    assertBalanced(withoutScript(html), VOID);
  });
});

describe('the table for a terminal', () => {
  const wide = (lines: readonly string[]) => Math.max(...lines.map(({ length }) => length));

  it('has aligned columns and fits', async () => {
    const { manifest, rows } = syntheticRun();
    const plain = rows.map((row) => ({ ...row, deadZone: 0 })).filter(({ point }) => point > 1);
    const { summary } = await reportOf(manifest, plain);
    const lines = terminalTable(summary).trimEnd().split('\n');
    expect(lines).toHaveLength(2 + 10 + 1);
    expect(wide(lines)).toBeLessThanOrEqual(120);
    const column = lines[0].indexOf('rule');
    for (const line of lines.slice(2, -1)) expect(line.slice(column)).toMatch(/^DP/);
    expect(lines[7]).toMatch(/^ +DP-transpose +100\/100 \(96\.3 – 100\) +100\/100 \(96\.3 – 100\) +100\/100/);
    expect(lines.at(-1)).toBe(
      'Yields on all of 8 inputs, of the chips that could be run out of 100; 95 % intervals in per cent; seed made up.',
    );
  });

  it('says what is held, undecided and refused, and explains each that occurs', () => {
    const text = terminalTable(report.summary);
    expect(text).toMatch(/^alpha = 0 +DP +3 to 5\/100 \(1 – 11\.2\)/m);
    expect(text).toMatch(/^alpha = 0\.25 +DP +98\/99 \(94\.5 – 99\.8, held 4\) .* 1 +39\.0 deg/m);
    for (const word of ['a to b:', 'held:']) expect(text).toContain(`\n${word} `);
    expect(text).not.toContain('\nrefused:');
  });

  it('gives the yield of all chips beside many refused ones', async () => {
    const { manifest, rows } = syntheticRun();
    const refused = rows.map((row) => (row.chip < 20 && row.point === 3 ? failedRow(row, 2, 'no') : row));
    const text = terminalTable(summaryOf(manifest, refused));
    expect(text).toMatch(/^ +DP-transpose +80\/80 \(95\.4 – 100, held \d\) .* 20 \(80 – 100\) /m);
    expect(text).toContain('\nrefused: ');
  });
});

describe('the warning that ends a sweep', () => {
  it('is none where every trial was run', () => {
    expect(refusalsInWords({ reasons: [], trials: { expected: 4, found: 4 } })).toBeNull();
  });

  it('says how many of how many, the commonest reason, and the law that would not refuse', () => {
    const { manifest, rows } = syntheticRun([ALPHA], { chips: 40 });
    const threshold = (chip: number, value: number) =>
      `Made-up, seed x, chip ${chip}: encoder.activityThreshold of a neuron came out as ${value} (nominal 0.01, normal law); ` +
      'a spread this large needs the lognormal law';
    const errors = ['Made-up, seed x, chip 0: no events left', threshold(1, -0.001), threshold(2, -0.002)];
    const refused = rows.map((row) =>
      row.point === 0 && row.rule === 'dp' && row.chip < 3 ? failedRow(row, 2, errors[row.chip]) : row,
    );
    const { reasons, refusals } = summaryOf(
      manifest,
      refused.filter(({ chip }) => chip !== 17),
    );
    expect(refusals.map(({ chip, error }) => [chip, error])).toEqual([...errors.entries()]);
    expect(refusalsInWords({ reasons, trials: { expected: 400, found: 400 } })).toBe(
      '3 of 400 trials (0.8 %) could not be run and were counted in no yield, most often (2): ' +
        'encoder.activityThreshold of a neuron came out at 0 or below, which its normal law allows; ' +
        'with encoder.activityThreshold.distribution: lognormal it cannot.',
    );
  });
});
