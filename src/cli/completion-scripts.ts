import type { CommandWords, OptionWords } from './completion-words.ts';

/** Shells that completion is written for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** A script that makes a shell complete dyadsim. */
export const COMPLETION_SCRIPTS: Readonly<Record<Shell, (commands: readonly CommandWords[]) => string>> = {
  bash,
  zsh,
  fish,
};

/** In single quotes, which bash and zsh take literally. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

const flagsOf = ({ short, long }: OptionWords) => [...(short === null ? [] : [`-${short}`]), `--${long}`];

/** Cases of what is offered: behind an option its values, else the command's options and names. */
function cases(
  commands: readonly CommandWords[],
  offer: (words: readonly string[], files: boolean) => string,
): string[] {
  return commands.flatMap(({ name, options, names }) => [
    ...options.flatMap((option) =>
      option.values === null
        ? []
        : [
            `    ${flagsOf(option)
              .map((flag) => `${name},${flag}`)
              .join('|')}) ${offer(option.values, option.files)} ;;`,
          ],
    ),
    `    ${name},*) ${offer([...options.flatMap(flagsOf), ...names], true)} ;;`,
  ]);
}

function bash(commands: readonly CommandWords[]): string {
  const names = [...commands.map(({ name }) => name), 'help'].join(' ');
  return `# Completes dyadsim in bash: eval "$(dyadsim completion bash)"
_dyadsim() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} words=
  case \${COMP_WORDS[1]},$previous in
${cases(commands, (words) => `words=${quoted(words.join(' '))}`).join('\n')}
    help,*) words=${quoted(names)} ;;
  esac
  ((COMP_CWORD > 1)) || words=${quoted(`${names} --help --version`)}
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o bashdefault -o default -F _dyadsim dyadsim
`;
}

function zsh(commands: readonly CommandWords[]): string {
  const described = commands.map(({ name, summary }) => quoted(`${name}:${summary}`)).join(' ');
  return `#compdef dyadsim
# Completes dyadsim in zsh: source <(dyadsim completion zsh), after compinit
_dyadsim() {
  local -a offered
  local files=0
  if ((CURRENT == 2)); then
    offered=(${described} 'help:show the help of a command')
    _describe command offered
    return
  fi
  case \${words[2]},\${words[CURRENT-1]} in
${cases(commands, (words, files) => `offered=(${words.map(quoted).join(' ')}) files=${files ? 1 : 0}`).join('\n')}
    help,*) offered=(${commands.map(({ name }) => quoted(name)).join(' ')}) ;;
  esac
  compadd -- $offered
  ((files)) && _files
}
if whence compdef > /dev/null; then compdef _dyadsim dyadsim; fi
`;
}

function fish(commands: readonly CommandWords[]): string {
  const lines = commands.flatMap(({ name, summary, options, names }) => {
    const within = `complete -c dyadsim -n '__fish_seen_subcommand_from ${name}'`;
    return [
      `complete -c dyadsim -f -n __fish_use_subcommand -a ${name} -d ${fishQuoted(summary)}`,
      ...(names.length === 0 ? [] : [`${within} -a ${fishQuoted(names.join(' '))}`]),
      ...options.map(({ short, long, description, values, files }) => {
        const value =
          values === null
            ? ''
            : ` ${files ? '-r' : '-x'}${values.length === 0 ? '' : ` -a ${fishQuoted(values.join(' '))}`}`;
        return `${within}${short === null ? '' : ` -s ${short}`} -l ${long}${value} -d ${fishQuoted(description)}`;
      }),
    ];
  });
  return ['# Completes dyadsim in fish: dyadsim completion fish | source', ...lines, ''].join('\n');
}

/** In single quotes, in which fish takes a backslash for one before a quote or another. */
function fishQuoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
