import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TrialRow } from '../../src/montecarlo/row.ts';
import { replayCommand } from '../../src/report/replay.ts';
import type { Manifest } from '../../src/store/manifest.ts';
import { readManifest } from '../../src/store/manifest-file.ts';
import { readRows } from '../store/rows.ts';
import { dyadsim } from './dyadsim.ts';
import { smallScenario } from './small-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-replay-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the command that runs one run of a sweep again', () => {
  const run = join(folder, 'run');
  let manifest: Manifest;
  let rows: TrialRow[];

  beforeAll(async () => {
    // One input, so that a row is a run.
    const scenario = smallScenario(folder, { chips: 3, probes: 1, noise: true, seed: 'replayed' });
    const { code, stderr } = await dyadsim('sweep', scenario, '-o', run, '--threads', '0', '--quiet');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    manifest = await readManifest(join(run, 'manifest.json'));
    rows = await readRows(run, manifest);
    expect(rows).toHaveLength(3 * 2 * 2);
  });

  test.each([0, 3, 6, 11])('gives the same events and the same word under the same noise: row %i', async (i) => {
    const row = rows[i];
    const [program, ...words] = replayCommand(manifest, { ...row, probe: 0 }).split(' ');
    expect(program).toBe('dyadsim');
    const { code, stdout } = await dyadsim(...words, '--json');
    expect(code).toBe(0);
    const { outcome, events } = JSON.parse(stdout);
    expect(row.outcomes[outcome as keyof TrialRow['outcomes']]).toBe(1);
    expect(events).toEqual({ activity: row.activityEvents, difference: row.differenceEvents });
  });
});

describe('a sweep that could not run all trials', () => {
  // A threshold that is normal with 60 %: one in 21 comes out negative, and a chip has 16.
  const scenario = smallScenario(folder, { chips: 12, probes: 1, seed: 'refused' });
  const broken = readFileSync(scenario, 'utf8').replace(
    'neuron.tau.mismatch: 10 %',
    'encoder.activityThreshold: { nominal: 0.01, mismatch: 60 %, distribution: normal }',
  );
  writeFileSync(scenario, broken);

  test('ends with a warning that says how many, why, and which law would not; so does its report', async () => {
    const run = join(folder, 'refused');
    const swept = await dyadsim('sweep', scenario, '-o', run, '--threads', '0', '--quiet');
    expect(swept.code).toBe(0);
    const pattern =
      /\nwarning: (\d+) of 48 trials \(.* %\) could not be run and were counted in no yield: encoder\.activityThreshold of a neuron came out at 0 or below, which its normal law allows; with encoder\.activityThreshold\.distribution: lognormal it cannot\.\n$/;
    expect(swept.stderr).toMatch(
      /^\S+:\d+:\d+ device\.encoder\.activityThreshold: warning: .* % of the chips are refused, because the normal law/,
    );
    const count = Number(pattern.exec(swept.stderr)?.[1]);
    expect(count).toBeGreaterThan(0);
    expect(count % 4).toBe(0);
    expect(swept.stdout).toMatch(new RegExp(`${count / 4} \\(\\S+ – \\S+\\)`));
    const report = await dyadsim('report', run, '--quiet');
    expect(swept.stderr.endsWith(`\n${report.stderr}`)).toBe(true);
  });

  test('does not with the law that it names', async () => {
    writeFileSync(scenario, broken.replace('distribution: normal', 'distribution: lognormal'));
    const swept = await dyadsim('sweep', scenario, '-o', join(folder, 'mended'), '--threads', '0', '--quiet');
    expect({ code: swept.code, stderr: swept.stderr }).toEqual({ code: 0, stderr: '' });
  });
});
