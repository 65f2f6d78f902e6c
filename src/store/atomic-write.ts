import { mkdir, open, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';

/** Ending of a file that is still being written; one that stays behind belongs to a killed process. */
export const UNFINISHED = '.tmp';

/**
 * Writes a file so that it is either there in full or not at all, whenever the process or the machine dies: to a
 * temporary name that no other process uses, then fsync, then rename, then fsync of the folder.
 */
export async function atomicWrite(path: string, content: Uint8Array | string): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const temporary = `${path}.${hostname()}-${process.pid}${UNFINISHED}`;
  try {
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

/** Makes a rename durable; Windows cannot open a folder, and needs no such call. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
