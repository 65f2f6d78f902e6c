/** As the user typed it, apart from where dyadsim is installed. */
export function commandLine(): string {
  return ['dyadsim', ...process.argv.slice(2).map(quoted)].join(' ');
}

/** The command that goes on with a sweep that was stopped. */
export function resumeCommand(): string {
  const words = process.argv.slice(2).filter((word) => word !== '--overwrite' && word !== '--resume');
  return ['dyadsim', ...words.map(quoted), '--resume'].join(' ');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
