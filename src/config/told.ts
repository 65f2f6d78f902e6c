import { InputError } from './input-error.ts';

/** Something wrong with a whole file, as an InputError. */
export function refused(file: string, message: string): InputError {
  return new InputError([{ file, line: null, column: null, path: '', message }]);
}

/** What a reader of bytes tells, which begins with the file's name, as an InputError. */
export function told<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof InputError || !(error instanceof Error)) throw error;
    throw refused(file, error.message.replace(`${file}: `, ''));
  }
}
