// A child process that damages files of a run, one bit or one cut at a time, reads the run as `dyadsim report` does, and
// tells what came of it; a parent notices when it does not answer.
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { readBlocks } from '../../dist/store/blocks.js';
import { openToReport } from '../../dist/store/run-directory.js';
import { summaryFaults } from '../../dist/store/summary-file.js';

process.on('message', async ({ run, file, bit, length }) => {
  const whole = readFileSync(file);
  const damaged = Buffer.from(whole);
  if (bit !== undefined) damaged[bit >> 3] ^= 1 << (bit & 7);
  writeFileSync(file, damaged);
  if (length !== undefined) truncateSync(file, length);
  const told = await read(run).catch((error) => [error.message, ...(error.problems ?? [])].map(asText).join('\n'));
  writeFileSync(file, whole);
  process.send({ told });
});

async function read(run) {
  const { manifest, release } = await openToReport(run);
  try {
    await readBlocks(run, manifest, () => () => undefined);
    return (await summaryFaults(run)).join('\n');
  } finally {
    await release();
  }
}

function asText(problem) {
  return typeof problem === 'string' ? problem : JSON.stringify(problem);
}
