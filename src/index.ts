/** The public interface: what a program that uses dyadsim as a library may count on. */

export { readChip } from './chip/read-chip.ts';
export { listDevices, loadDevice } from './config/load-device.ts';
export { loadScenario } from './config/load-scenario.ts';
export * from './core.ts';
export { prepareStudy, taskOf } from './montecarlo/prepare-study.ts';
export type { Manifest } from './store/manifest.ts';
export type { ReadRun } from './store/read-run.ts';
export { readRun } from './store/read-run.ts';
export { RunDirectoryError } from './store/run-directory-error.ts';
