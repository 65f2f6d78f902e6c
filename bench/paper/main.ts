import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { hasDataset } from '../../src/network/load-dataset.ts';
import { ROOT, workFolder } from '../peers/programs.ts';
import { copyShippedFiles } from '../sweep.ts';
import { lipschitz } from './lipschitz.ts';
import { markdown, type Section, type Size } from './section.ts';
import { firstOrder, proposition, smallBeta } from './theory-sections.ts';
import { accuracies, alignment, devices, photographs, stability } from './training-sections.ts';
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
  vgg16,
  lipschitz,
  devices,
};

const INTRODUCTION = (quick: boolean) => `# The paper's claims, and what dyadsim makes of them

Høier and Zach, "Two Tales of Single-Phase Contrastive Hebbian Learning" (ICML 2024): objectives, propositions and experiments, as far
as two cores run them. As it stands, this page was written by ${quick ? '`npm run paper -- --quick` (six minutes), on fewer images, epochs and seeds than the scenarios state' : '`npm run paper`'}.
\`npm run paper\` takes hours and goes on where it was stopped; a section that is named is made anew
(\`npm run paper -- --quick lipschitz\`). The scenarios are in scenarios/paper, the rest in bench/paper. Accuracies of the paper's own
tables are not compared with: networks and data here are others. Claims are.
`;

const NOT_RUN = `## Claims that were not run

- Figure 2 over a training, and the tables of accuracy on CIFAR10 and CIFAR100 with VGG16: need a GPU; the sections on VGG16 and CIFAR-10 have
  one mini-batch and a small network instead.
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
mkdirSync(folder, { recursive: true });
const parts: string[] = [];
for (const [name, run] of Object.entries(SECTIONS)) {
  // What is there of an interrupted run stays; a section that is named is made anew.
  const kept = `${folder}/${name}.json`;
  let section: (Section & { readonly seconds: number }) | null = null;
  if (existsSync(kept) && !chosen.includes(name)) section = JSON.parse(readFileSync(kept, 'utf8'));
  else if (chosen.length === 0 || chosen.includes(name)) {
    console.error(`${name} ...`);
    const start = performance.now();
    const made = await run({ quick });
    section = { ...made, seconds: (performance.now() - start) / 1000 };
    writeFileSync(kept, JSON.stringify(section, null, 2));
    console.error(`${name}: ${section.seconds.toFixed(0)} s`);
  }
  if (section !== null) parts.push(markdown(section));
}
writeFileSync(`${ROOT}docs/paper.md`, `${INTRODUCTION(quick)}\n${parts.join('\n')}\n${NOT_RUN}`);
