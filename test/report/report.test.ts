import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../src/config/scenario.ts';
import { buildReport } from '../../src/report/build-report.ts';
import { terminalTable } from '../../src/report/terminal.ts';
import { assertBalanced } from './markup.ts';
import { ALPHA, DEVICE, syntheticRun } from './synthetic-run.ts';

const VOID = ['meta'];
const NUDGE = { path: 'nudge', labels: ['live', 'held'], values: ['live', 'held'] };
const BETA = { path: 'beta', labels: ['0.01', '0.1', '1'], values: [0.01, 0.1, 1] };

async function reportOf(axes = [ALPHA], changes: Partial<Scenario> = {}) {
  const { manifest, rows } = syntheticRun(axes, changes);
  return buildReport(manifest, rows);
}

const report = await reportOf();

describe('a report', () => {
  it('is the same, byte for byte, for the same run', async () => {
    const again = await reportOf();
    expect(again.html).toBe(report.html);
    expect(again.markdown).toBe(report.markdown);
    expect(again.summaryJson).toBe(report.summaryJson);
    expect([...again.plots]).toEqual([...report.plots]);
  });

  it('reads, rounded, as Markdown', () => {
    expect(report.markdown).toMatchSnapshot();
  });

  it('has the numbers of summary.json', () => {
    expect(JSON.parse(report.summaryJson)).toEqual(report.summary);
  });

  it('says in words what each rule does, with intervals', () => {
    const { cells } = report.summary.points[0];
    const [low, high] = cells[0].stable.wilson.map((limit) => (100 * limit).toFixed(1));
    expect(report.markdown).toContain(`stable on ${cells[0].stable.count} of 100 chips (${low} – ${high} %)`);
  });

  it('says of every picture how many chips, which interval and which seed', () => {
    expect([...report.plots.keys()]).toEqual([
      'stable-yield.svg',
      'aligned-yield.svg',
      'outcomes.svg',
      'gradient-angle.svg',
      'settling-time.svg',
      'gain-margin.svg',
    ]);
    for (const svg of report.plots.values()) {
      const words = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text).join(' ');
      expect(words).toContain('100 chips');
      expect(words).toContain('Seed made up.');
      expect(words).toMatch(/interval/);
    }
  });

  it('tells how to look at a chip that failed', () => {
    expect(report.html).toContain(
      'dyadsim sample --scenario scenarios/asymmetric-nudging.yaml --point 0 --chip 0 -o chip.json\n' +
        'dyadsim simulate chip.json --scenario scenarios/asymmetric-nudging.yaml --point 0 --rule dp',
    );
  });

  it('names the sources of the device with their quality', () => {
    for (const { path, quality } of DEVICE.provenance) {
      expect(report.html).toMatch(new RegExp(`<tr[^>]*><th[^>]*>${path}</th>.*<td>${quality}</td>`));
      expect(report.markdown).toMatch(new RegExp(`\\| ${path} \\|.*\\| ${quality} \\|`));
    }
  });
});

describe('the HTML file', () => {
  it('needs no network and runs nothing', () => {
    const { html } = report;
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
    assertBalanced(report.html, VOID);
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
    const others = [...drawn.matchAll(/(?:fill|stroke)="([^"#]+)"/g)].map(([, paint]) => paint);
    expect([...new Set(others)].sort()).toEqual(['none']);
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
    const { html, markdown, plots } = await reportOf([axis], {
      name: evil,
      description: evil,
      seed: evil,
      device,
      chips: 4,
    });
    expect(html).toContain('&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;');
    assertBalanced(html, VOID);
    for (const text of [html, markdown, ...plots.values()]) expect(text).not.toMatch(/<\/?script/i);
    for (const svg of plots.values()) assertBalanced(svg);
  });

  it('lists trials that could not be run', () => {
    expect(report.html).toContain('2 trials could not be run; each counts as neither stable nor aligned.');
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

  it('give the stable yield as the length of the first segment', () => {
    const { stable } = report.summary.points[4].cells[0];
    expect(report.plots.get('outcomes.svg')).toContain(`>settled ${stable.count}</text>`);
  });

  it.each([
    ['no axis', [], 1],
    ['words', [NUDGE], 1],
    ['two axes', [ALPHA, NUDGE], 2],
    ['words first', [NUDGE, BETA], 2],
    ['three axes', [ALPHA, NUDGE, BETA], 6],
  ])('are drawn for a sweep over %s', async (_, axes, panels) => {
    const { plots, html, markdown } = await reportOf(axes, { chips: 3 });
    expect(plots.size).toBe(6 * panels);
    for (const [file, svg] of plots) {
      assertBalanced(svg);
      expect(svg, file).not.toMatch(/NaN|undefined|Infinity/);
      expect(markdown).toContain(`(plots/${file})`);
    }
    assertBalanced(html, VOID);
  });

  it('leave out what no chip has', async () => {
    const { manifest, rows } = syntheticRun([ALPHA], { chips: 4, rules: ['dp'] });
    const outcomes = { settled: 0, slow: 0, oscillating: 0, saturated: 0, diverged: 8 };
    const nothing = { stable: false, aligned: false, settleTimeMedian: null, settleTimeMax: null, gainMargin: null };
    const dead = rows.map((row) => ({ ...row, ...nothing, outcomes, angleDeg: [null, null], energy: null }));
    const { plots, html } = await buildReport(manifest, dead);
    expect([...plots.keys()]).toEqual(['stable-yield.svg', 'aligned-yield.svg', 'outcomes.svg']);
    assertBalanced(html, VOID);
  });
});

describe('the table for a terminal', () => {
  it('has aligned columns and fits', () => {
    const lines = terminalTable(report.summary).trimEnd().split('\n');
    expect(lines).toHaveLength(2 + 10);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(120);
    const column = lines[0].indexOf('rule');
    for (const line of lines.slice(2)) expect(line.slice(column)).toMatch(/^DP/);
    expect(lines[3]).toMatch(/^ +DP-transpose +100\/100 \(96\.3 – 100\.0 %\)/);
  });
});
