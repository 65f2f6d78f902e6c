// Loaded with `node --import` before dyadsim: counts the calls to the file system that concern some folders, writes each to
// a log, and lets one of them, or all from one on, fail as a system does. Nothing of it is in dyadsim itself.
//   FAIL_FOLDERS  absolute folders, separated by ':'
//   FAIL_LOG      file to which a line per call is written; none: failCalls.log only
//   FAIL_AT       number of the call that fails, from 1; none: only count
//   FAIL_FROM     1: all calls from FAIL_AT on fail
//   FAIL_CODE     ENOSPC, EIO, EACCES ...
import fs from 'node:fs';
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { resolve, sep } from 'node:path';
import { isMainThread } from 'node:worker_threads';

const { FAIL_FOLDERS = '', FAIL_LOG = '', FAIL_AT = '0', FAIL_FROM = '', FAIL_CODE = 'EIO' } = process.env;
const folders = FAIL_FOLDERS.split(':').filter((folder) => folder !== '');
const TEXT = { ENOSPC: 'no space left on device', EIO: 'i/o error', EACCES: 'permission denied' };
const { appendFileSync } = fs;
/** Paths of open descriptors that are watched. */
const open = new Map();

/** What fails, and what was called; a process that tries several failures sets it anew for each. */
globalThis.failCalls = { at: Number(FAIL_AT), lasting: FAIL_FROM === '1', code: FAIL_CODE, log: [] };

function isWatched(path) {
  if (typeof path !== 'string') return false;
  const whole = resolve(path);
  return folders.some((folder) => whole === folder || whole.startsWith(folder + sep));
}

/** Throws where this call is the one to fail. */
function count(call, path) {
  const { at, lasting, code, log } = globalThis.failCalls;
  const number = log.length + 1;
  const fails = number === at || (lasting && at > 0 && number > at);
  log.push(`${number} ${call} ${path}${fails ? ' FAILED' : ''}`);
  if (FAIL_LOG !== '') appendFileSync(FAIL_LOG, `${log[number - 1]}\n`);
  if (!fails) return;
  const error = new Error(`${code}: ${TEXT[code]}, ${call} '${path}'`);
  throw Object.assign(error, { code, errno: -1, syscall: call, path });
}

function watchHandle(handle, path) {
  for (const call of ['writeFile', 'write', 'readFile', 'read', 'sync', 'stat', 'chmod', 'truncate']) {
    const real = handle[call].bind(handle);
    handle[call] = async (...rest) => {
      count(`handle.${call}`, path);
      return real(...rest);
    };
  }
  const close = handle.close.bind(handle);
  handle.close = async () => {
    // As close(2): the descriptor is gone whatever it says.
    await close();
    count('handle.close', path);
  };
  return handle;
}

const OF_PATH = [
  'mkdir',
  'rename',
  'rm',
  'unlink',
  'rmdir',
  'readdir',
  'stat',
  'lstat',
  'access',
  'link',
  'readFile',
  'writeFile',
];
const OF_DESCRIPTOR = ['fsyncSync', 'writeFileSync', 'writeSync', 'closeSync'];

if (isMainThread && folders.length > 0) {
  for (const call of OF_PATH) {
    const later = promises[call];
    promises[call] = async (path, ...rest) => {
      if (isWatched(path)) count(call, path);
      return later(path, ...rest);
    };
    const name = `${call}Sync`;
    const now = fs[name];
    fs[name] = (path, ...rest) => {
      if (isWatched(path)) count(name, path);
      return now(path, ...rest);
    };
  }
  for (const call of OF_DESCRIPTOR) {
    const now = fs[call];
    fs[call] = (descriptor, ...rest) => {
      if (!open.has(descriptor)) return now(descriptor, ...rest);
      const path = open.get(descriptor);
      if (call !== 'closeSync') {
        count(call, path);
        return now(descriptor, ...rest);
      }
      open.delete(descriptor);
      now(descriptor, ...rest);
      count(call, path);
    };
  }
  const openLater = promises.open;
  promises.open = async (path, ...rest) => {
    if (!isWatched(path)) return openLater(path, ...rest);
    count('open', path);
    return watchHandle(await openLater(path, ...rest), path);
  };
  const openNow = fs.openSync;
  fs.openSync = (path, ...rest) => {
    if (!isWatched(path)) return openNow(path, ...rest);
    count('openSync', path);
    const descriptor = openNow(path, ...rest);
    open.set(descriptor, path);
    return descriptor;
  };
  syncBuiltinESMExports();
}
