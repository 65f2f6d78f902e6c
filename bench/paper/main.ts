import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { hasDataset } from '../../src/network/load-dataset.ts';
import { ROOT, workFolder } from '../peers/programs.ts';
import { copyShippedFiles } from '../sweep.ts';
import { lipschitz } from './lipschitz.ts';
import { part, partsOf } from './page.ts';
import { markdown, type Section, type Size } from './section.ts';
import { firstOrder, proposition, smallBeta } from './theory-sections.ts';
import {
  accuracies,
  alignment,
  anglesOverTraining,
  devices,
  devicesByEvents,
  devicesOnMnist,
  photographs,
  stability,
} from './training-sections.ts';
import { vgg16 } from './vgg16.ts';

/** Sections in the order of the page. */
const SECTIONS: Readonly<Record<string, (size: Size) => Section | Promise<Section>>> = {
  proposition,
  'small-beta': smallBeta,
  'first-order': firstOrder,
  stability,
  alignment,
  accuracy: accuracies,
  cifar10: photographs,
  'figure-2': anglesOverTraining,
  vgg16,
  lipschitz,
  devices,
  'devices-events': devicesByEvents,
  'devices-mnist': devicesOnMnist,
};

const INTRODUCTION = `# The paper's claims, and what dyadsim makes of them

Høier and Zach, "Two Tales of Single-Phase Contrastive Hebbian Learning" (ICML 2024): objectives, propositions and experiments, as far
as two cores run them. Below each section is the command that made it as it stands: \`--quick\` takes fewer images, epochs, seeds or chips
than the scenarios state. \`npm run paper -- --quick\` makes all of them so (six minutes of two cores before the last two sections were there), \`npm run paper\` as the scenarios state
(hours), and goes on where it was stopped; where sections are named, these are made anew and the others stay. The scenarios are in
scenarios/paper, the rest in bench/paper. Accuracies of the paper's own tables are not compared with: networks and data here are
others. Claims are.
`;

const NOT_RUN = `## Claims that were not run

- Figure 2 over a training of VGG16, and the tables of accuracy on CIFAR10 and CIFAR100 with it: need a GPU; sections here have a training of a small
  network, and one mini-batch through VGG16.
- ImageNet32: needs a cluster of GPUs.
- The MNIST network of the 2024 paper with convolutions: as above; sections of MNIST here use dense networks.
`;

const args = process.argv.slice(2);
const quick = args.includes('--quick');
const chosen = args.filter((arg) => arg !== '--quick');
const unknown = chosen.filter((name) => !(name in SECTIONS));
if (unknown.length > 0) {
  console.error(`no such section: ${unknown.join(', ')}; there are ${Object.keys(SECTIONS).join(', ')}`);
  process.exit(2);
}
for (const name of ['mnist', 'cifar10'] as const) {
  if (hasDataset(name)) continue;
  console.error(`${name} is not on this machine; to get it: dyadsim data get ${name}`);
  process.exit(2);
}
copyShippedFiles();
const folder = workFolder(`paper-${quick ? 'quick' : 'full'}`);
const page = `${ROOT}docs/paper.md`;
const standing = partsOf(readFileSync(page, 'utf8'));
const parts: string[] = [];
for (const [name, run] of Object.entries(SECTIONS)) {
  if (chosen.length === 0 || chosen.includes(name)) {
    // What an interrupted run has made stays; a section that is named is made anew.
    const kept = `${folder}/${name}.md`;
    if (!existsSync(kept) || chosen.includes(name)) {
      console.error(`${name} ...`);
      const start = performance.now();
      writeFileSync(kept, part(name, markdown(await run({ quick })), quick));
      console.error(`${name}: ${((performance.now() - start) / 1000).toFixed(0)} s`);
    }
    parts.push(readFileSync(kept, 'utf8'));
  } else parts.push(standing.get(name) ?? '');
}
writeFileSync(page, [INTRODUCTION, ...parts, NOT_RUN].filter((text) => text !== '').join('\n'));
