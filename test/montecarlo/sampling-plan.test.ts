import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/config/load-scenario.ts';
import { prepareStudy } from '../../src/montecarlo/prepare-study.ts';
import { runBlock } from '../../src/montecarlo/trial.ts';
import { staticScenario } from '../cli/static-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-plan-'));
afterAll(() => rmSync(folder, { recursive: true }));

function studyOf(name: string, chips: number, own: string) {
  const { scenario, points } = loadScenario(staticScenario(folder, name, String(chips), own));
  return prepareStudy(scenario, points);
}

describe.each(['sobol', 'latin-hypercube'])('a study with a plan (%s)', (plan) => {
  const own = `plan: ${plan}\nreplicates: 8\nsweep: { device.neuron.gain.die: [20 %, 30 %], nudge: [live, held] }`;
  const study = studyOf('short', 16, own);
  const rows = runBlock(study, { index: 0, firstChip: 0, chips: 16 });

  it('has the chips that a longer one begins with', () => {
    const longer = studyOf('long', 80, own);
    expect(runBlock(longer, { index: 0, firstChip: 0, chips: 16 })).toEqual(rows);
  });

  it('has other chips than one without, at other numbers of replicates, and of another seed', () => {
    const margins = (changed: string) =>
      runBlock(studyOf('other', 16, changed), { index: 0, firstChip: 8, chips: 1 }).map(({ gainMargin }) => gainMargin);
    const known = rows.filter(({ chip }) => chip === 8).map(({ gainMargin }) => gainMargin);
    expect(margins(own)).toEqual(known);
    for (const changed of [own.replace(/plan.*\nrepl.*\n/, ''), own.replace('replicates: 8', 'replicates: 16')]) {
      expect(margins(changed)).not.toEqual(known);
    }
  });

  it('has the same chips at every point and under every rule', () => {
    const at = (point: number) => rows.filter((row) => row.point === point && row.rule === 'dp');
    // Points 0 and 1 differ in the nudging alone.
    expect(at(0).map(({ accuracy }) => accuracy)).toEqual(at(1).map(({ accuracy }) => accuracy));
    expect(at(0).map(({ gainMargin }) => gainMargin)).not.toEqual(at(2).map(({ gainMargin }) => gainMargin));
  });
});
