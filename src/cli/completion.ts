import { Argument, type Command } from 'commander';
import { COMPLETION_SCRIPTS, SHELLS, type Shell } from './completion-scripts.ts';
import { Output } from './output.ts';

export default function declare(command: Command): void {
  command
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .description('Print a script that completes commands, flags and the names of what comes with dyadsim.')
    .addHelpText('after', EXAMPLES)
    .action(async (shell: Shell) => {
      const { completionWords } = await import('./completion-words.ts');
      new Output(false).result(COMPLETION_SCRIPTS[shell](await completionWords()).trimEnd());
    });
}

const EXAMPLES = `
A line for ~/.bashrc, ~/.zshrc (after compinit), and for fish a file:

Examples:
  $ eval "$(dyadsim completion bash)"
  $ source <(dyadsim completion zsh)
  $ dyadsim completion fish > ~/.config/fish/completions/dyadsim.fish`;
