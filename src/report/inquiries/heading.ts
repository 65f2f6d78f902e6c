import type { Scenario } from '../../config/scenario.ts';
import type { Rule } from '../../model/rules.ts';
import type { StudyManifest } from '../../store/study-manifest.ts';
import { type StatedNetwork, statedNetwork } from '../network-name.ts';

/** What the summary of every inquiry begins with. */
export interface InquiryHeading extends StatedNetwork {
  readonly name: string;
  readonly description: string;
  readonly command: string;
  readonly versions: StudyManifest['versions'];
  readonly seed: string;
  readonly device: string;
  readonly engine: Scenario['engine'];
  readonly chips: number;
  readonly probes: number;
  readonly rules: readonly Rule[];
}

export function headingOf({
  command,
  versions,
  seed,
  scenario,
}: Pick<StudyManifest, 'command' | 'versions' | 'seed' | 'scenario'>): InquiryHeading {
  return {
    name: scenario.name,
    description: scenario.description,
    command,
    versions,
    seed,
    device: scenario.device.name,
    ...statedNetwork(scenario.network),
    engine: scenario.engine,
    chips: scenario.chips,
    probes: scenario.probes,
    rules: scenario.rules,
  };
}
