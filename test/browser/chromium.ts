import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Of the machine itself: no test downloads a browser. */
export const CHROMIUM = ['chromium', 'chromium-browser', 'google-chrome']
  .flatMap((name) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)))
  .find((file) => existsSync(file));

/** For the name of a test that is skipped. */
export const WITHOUT_CHROMIUM = CHROMIUM === undefined ? ' (skipped: no Chromium was found)' : '';
