import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deviceOf } from '../../src/config/device-from.ts';
import { deviceSchema } from '../../src/config/device-schema.ts';
import { parseText } from '../../src/config/document.ts';
import { loadScenario } from '../../src/config/load-scenario.ts';
import { scenarioSchema } from '../../src/config/scenario-schema.ts';

/** The indented blocks of a page. */
function blocks(page: string): string[] {
  const text = readFileSync(join('docs', page), 'utf8');
  return [...text.matchAll(/(?:^ {4}.*\n|^\n(?= {4}))+/gm)].map(([block]) => block.replace(/^ {4}/gm, ''));
}

describe('docs', () => {
  it('devices.md begins with a device, and every synapse line in it is valid', () => {
    const [device, ...others] = blocks('devices.md');
    expect(deviceOf(parseText(device, 'docs')).name).toBe('my-chip');
    const lines = others
      .flatMap((block) => block.split('\n'))
      .filter((line) => /^(programmingError|drift|spread):/.test(line));
    expect(lines).toHaveLength(6);
    for (const line of lines) {
      const addition = line.startsWith('spread') ? line : `synapse:\n  ${line}`;
      deviceOf(parseText(`${device}\n${addition}\n`, 'docs'));
    }
  });

  it('scenarios.md shows a scenario, overrides and a sweep that load', () => {
    const [scenario, screening, overrides, sweep, oneAtATime, rules] = blocks('scenarios.md');
    const folder = mkdtempSync(join(tmpdir(), 'dyadsim-'));
    const file = join(folder, 's.yaml');
    writeFileSync(file, scenario);
    expect(loadScenario(file).points).toHaveLength(5);
    writeFileSync(file, scenario.replace(/\nsweep:[\s\S]*/, `\n${overrides}\n${sweep}`));
    expect(loadScenario(file).points).toHaveLength(5 * 4 * 4);
    writeFileSync(file, `${scenario}\n${screening}`);
    expect(loadScenario(file).scenario).toMatchObject({ engine: 'screened', screen: { near: 0.2, sample: 0.1 } });
    writeFileSync(file, `${scenario.replace(/\nsweep:[\s\S]*/, '\n')}${oneAtATime}`);
    expect(loadScenario(file).points).toHaveLength(1 + 8 + 2);
    writeFileSync(file, `${scenario}\n${rules}`);
    expect(loadScenario(file).scenario.rules).toEqual(['dp', 'halfway', 'leaning']);
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['devices.md', deviceSchema.shape],
    ['scenarios.md', scenarioSchema.shape],
  ])('%s names every section of the schema', (page, shape) => {
    const text = readFileSync(join('docs', page), 'utf8');
    for (const name of Object.keys(shape)) expect(text).toContain(name);
  });
});
