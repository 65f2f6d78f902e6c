import type { Command } from 'commander';
import { DISK } from '../config/disk.ts';
import { type Explanation, explainDevice } from '../config/explain-device.ts';
import { loadDevice } from '../config/load-device.ts';
import { Output } from './output.ts';
import { wrap } from './wording.ts';

export default function declare(command: Command): void {
  command
    .description('List the devices that come with dyadsim, or explain one: every number, its meaning and its source.')
    .option('--explain <device>', 'explain a shipped device or a device file')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExamples:\n  $ dyadsim devices\n  $ dyadsim devices --explain ideal')
    .action(({ explain, json }: { explain?: string; json?: boolean }) => {
      const output = new Output(false);
      if (explain !== undefined) {
        const { name, description } = loadDevice(explain);
        const values = explainDevice(explain);
        if (json) output.json({ name, description, values });
        else output.result([name, ...wrap(description, 100, '  '), '', ...values.flatMap(explained)].join('\n'));
        return;
      }
      const devices = DISK.shipped('devices').map((name) => ({ name, description: loadDevice(name).description }));
      if (json) output.json({ devices });
      else
        output.result(devices.flatMap(({ name, description }) => [name, ...wrap(description, 100, '  ')]).join('\n'));
    });
}

function explained({ path, unit, meaning, value, source, quality, stated }: Explanation): string[] {
  const heading = `${path} = ${value}${unit === '' ? '' : `  [${unit}]`}`;
  const from = source === null ? [] : wrap(`${quality}: ${source}`, 100, '  ');
  if (!stated) from.push('  not stated by the file: the default');
  return [heading, ...wrap(meaning, 100, '  '), ...from];
}
