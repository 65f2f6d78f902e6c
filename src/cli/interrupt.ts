/** Ctrl-C, a cluster's warning, and a terminal or connection that is closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * A signal that those of the system abort, so that work ends in order; a second one ends the process at once. Release it
 * when the work is over.
 */
export function interruptSignal(): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  const handle = (): void => {
    release();
    controller.abort();
  };
  const release = (): void => {
    for (const name of SIGNALS) process.off(name, handle);
  };
  for (const name of SIGNALS) process.on(name, handle);
  return { signal: controller.signal, release };
}
