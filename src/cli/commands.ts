import type { Command } from 'commander';

/** Declares a command's arguments, options, help and action. */
export type Declare = (command: Command) => void;

/** A command whose file is loaded only when it is called. */
export interface CommandFile {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<{ readonly default: Declare }>;
}

/** The commands in the order of their help. */
export const COMMANDS: readonly CommandFile[] = [
  { name: 'validate', summary: 'check device, scenario and chip files', load: () => import('./validate.ts') },
  { name: 'sample', summary: 'draw one chip of a device and write it as a file', load: () => import('./sample.ts') },
  { name: 'import', summary: 'read the weights of another program', load: () => import('./import.ts') },
  { name: 'simulate', summary: 'run one chip on one input, event by event', load: () => import('./simulate.ts') },
  { name: 'analyze', summary: 'stability margins of the learning loop', load: () => import('./analyze.ts') },
  { name: 'sweep', summary: 'Monte Carlo over chips, rules and parameters', load: () => import('./sweep.ts') },
  { name: 'find', summary: 'the limits up to which specs reach their targets', load: () => import('./find.ts') },
  {
    name: 'sensitivity',
    summary: 'which spreads the variance of a metric is from',
    load: () => import('./sensitivity.ts'),
  },
  { name: 'rare', summary: 'how improbable it is that a chip fails', load: () => import('./rare.ts') },
  { name: 'extremes', summary: 'the worst of very many chips', load: () => import('./extremes.ts') },
  { name: 'submit', summary: 'run a sweep on a cluster, as an array of Slurm', load: () => import('./submit.ts') },
  { name: 'train', summary: 'train sampled chips by every rule', load: () => import('./train.ts') },
  { name: 'report', summary: 'rebuild the report of a run', load: () => import('./report.ts') },
  { name: 'compare', summary: 'compare two runs, and judge the second', load: () => import('./compare.ts') },
  { name: 'status', summary: 'what is in a run directory', load: () => import('./status.ts') },
  { name: 'pick', summary: 'pick chips of a run by a metric, such as the worst', load: () => import('./pick.ts') },
  {
    name: 'contributions',
    summary: 'which spreads the loop gain of a run’s chips varies by',
    load: () => import('./contributions.ts'),
  },
  { name: 'export', summary: 'write one chip as a SPICE netlist', load: () => import('./export.ts') },
  { name: 'data', summary: 'the datasets that scenarios may name', load: () => import('./data.ts') },
  { name: 'devices', summary: 'the devices that come with dyadsim', load: () => import('./devices.ts') },
  { name: 'completion', summary: 'what completes commands in a shell', load: () => import('./completion.ts') },
];
