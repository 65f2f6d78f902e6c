/**
 * A signal that Ctrl-C and SIGTERM (a cluster's warning) abort, so that work ends in order; a second one ends the
 * process at once. Release it when the work is over.
 */
export function interruptSignal(): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  const handle = (): void => {
    release();
    controller.abort();
  };
  const release = (): void => {
    process.off('SIGINT', handle);
    process.off('SIGTERM', handle);
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
  return { signal: controller.signal, release };
}
