import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { build } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, WITHOUT_CHROMIUM } from './chromium.ts';

const PROGRAM = new URL('program.js', import.meta.url).pathname;
const ROOT = new URL('../../', import.meta.url);

const SCENARIO = `format: dyadsim/scenario@1
name: browser
device: subthreshold-cmos-180nm
overrides: { neuron.gain.mismatch: 1.5 mV um / sqrt(2 um * 1 um) / 100 mV }
network: { layers: [64, 8, 10], weights: { from: random } }
beta: { timesCritical: 0.5 }
chips: 2
probes: 2
seed: browser
rules: [dp, { name: half, nudge: { plus: 1/2, minus: 1/2 }, mean: { plus: alpha, minus: 1 - alpha } }]
sweep: { device.dyad.alpha.nominal: [0, 0.4] }
`;

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-browser-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The shipped devices, a scenario, and a device that is wrong in two places. */
function texts(): Record<string, string> {
  const devices = readdirSync(new URL('devices', ROOT)).filter((name) => name.endsWith('.yaml'));
  const held = Object.fromEntries(
    devices.map((name) => [`devices/${name}`, readFileSync(new URL(`devices/${name}`, ROOT), 'utf8')]),
  );
  const wrong = held['devices/ideal.yaml']
    .replace(/tau:.*/, 'tau: 3 furlong')
    .replace('neuron:', 'neuron:\n  colour: red');
  return { ...held, 'devices/wrong.yaml': wrong, 'scenarios/browser.yaml': SCENARIO };
}

const digits = gunzipSync(readFileSync(new URL('data/digits.csv.gz', ROOT))).toString('latin1');

describe('what computes, bundled for a browser', () => {
  let bundle = '';

  beforeAll(async () => {
    const file = join(folder, 'bundle.js');
    await build({
      input: PROGRAM,
      platform: 'browser',
      output: { file, format: 'iife', name: 'program' },
      logLevel: 'silent',
    });
    bundle = readFileSync(file, 'utf8');
  }, 60_000);

  it('needs nothing of Node', () => {
    expect(bundle.length).toBeGreaterThan(100_000);
    expect(bundle.match(/(?:from|import|require)\s*\(?\s*["'](?:node:|fs|path|crypto|module)[^"']*["']/g)).toBeNull();
  });

  it.skipIf(CHROMIUM === undefined)(
    `has in Chromium the bits that it has in Node${WITHOUT_CHROMIUM}`,
    async () => {
      const page = join(folder, 'page.html');
      const given = JSON.stringify([texts(), digits]).replaceAll('</', '<\\/');
      writeFileSync(
        page,
        `<!doctype html><meta charset="utf-8"><pre id="found">nothing</pre><script>${bundle.replaceAll('</script', '<\\/script')}</script>
<script>
  const given = ${given};
  let text;
  try { text = JSON.stringify(program.run(...given)); } catch (error) { text = 'failed: ' + error.stack; }
  document.getElementById('found').textContent = encodeURIComponent(text);
</script>`,
      );
      const { stdout, stderr } = spawnSync(
        CHROMIUM!,
        [
          '--headless',
          '--no-sandbox',
          '--disable-gpu',
          `--user-data-dir=${folder}/profile`,
          '--dump-dom',
          `file://${page}`,
        ],
        { encoding: 'utf8', maxBuffer: 2 ** 28 },
      );
      const text = decodeURIComponent(/<pre id="found">([^<]*)<\/pre>/.exec(stdout)?.[1] ?? `no page: ${stderr}`);
      expect(text.slice(0, 1)).toBe('{');
      const found = JSON.parse(text);
      const { run } = await import(PROGRAM);
      const expected = JSON.parse(JSON.stringify(run(texts(), digits)));
      expect(Object.keys(found)).toHaveLength(12);
      expect(found.problems).toHaveLength(2);
      for (const name of Object.keys(expected)) expect([name, found[name]]).toEqual([name, expected[name]]);
    },
    120_000,
  );
});
