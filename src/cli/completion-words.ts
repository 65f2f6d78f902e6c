import { Command, type Option } from 'commander';
import { DISK } from '../config/disk.ts';
import { DATASETS } from '../model/datasets.ts';
import { RULES } from '../model/rules.ts';
import { COMMANDS } from './commands.ts';

/** What a shell may offer behind the name of a command. */
export interface CommandWords {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly OptionWords[];
  /** Names that an argument may be; files are offered besides. */
  readonly names: readonly string[];
}

export interface OptionWords {
  /** Without their dashes; null: there is none. */
  readonly short: string | null;
  readonly long: string;
  readonly description: string;
  /** Known values; null: it takes none. */
  readonly values: readonly string[] | null;
  /** Whether the value may be a file. */
  readonly files: boolean;
}

/** What values are called in the help that may be files. */
const FILES = ['file', 'folder', 'device', 'values', 'value'];

/** All commands with what they declare. */
export async function completionWords(): Promise<CommandWords[]> {
  const found: CommandWords[] = [];
  for (const { name, summary, load } of COMMANDS) {
    const command = new Command(name);
    (await load()).default(command);
    const options = command.createHelp().visibleOptions(command);
    const names = command.registeredArguments.flatMap(
      (argument) => argument.argChoices ?? namesOf(argument.name() === 'file' ? 'any file' : argument.name()),
    );
    found.push({ name, summary, options: options.map(optionWords), names: [...new Set(names)] });
  }
  return found;
}

function optionWords(option: Option): OptionWords {
  const { short, long, description, argChoices, required, optional } = option;
  if (long === undefined || long === null) throw new Error(`completion: ${option.flags} has no long name`);
  const placeholder = /[<[]([^>\]]+)[>\]]/.exec(option.flags)?.[1] ?? '';
  const known = long === '--scenario' ? DISK.shipped('scenarios') : namesOf(placeholder);
  return {
    short: short?.replace(/^-/, '') ?? null,
    long: long.replace(/^--/, ''),
    description,
    values: required || optional ? (argChoices ?? known) : null,
    files: argChoices === undefined && FILES.includes(placeholder),
  };
}

/** Names that stand for what an argument, or the value of an option, is called in its help. */
function namesOf(called: string): readonly string[] {
  switch (called) {
    case 'device':
    case 'device|chip':
      return DISK.shipped('devices');
    case 'scenario':
      return DISK.shipped('scenarios');
    case 'any file':
      return [...DISK.shipped('devices'), ...DISK.shipped('scenarios')];
    case 'rule':
      return RULES;
    case 'dataset':
      return DATASETS;
    case 'action':
      return ['list', 'get'];
    default:
      return [];
  }
}
