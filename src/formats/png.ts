import { PNG } from 'pngjs';

/** The pixels of a PNG picture, row by row, three bytes of each: red, green, blue. Throws where it is damaged. */
export function readPng(bytes: Uint8Array, file: string): { width: number; height: number; values: Uint8Array } {
  try {
    const { width, height, data } = PNG.sync.read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    const values = new Uint8Array(3 * width * height);
    for (let pixel = 0; pixel < width * height; pixel++) {
      values[3 * pixel] = data[4 * pixel];
      values[3 * pixel + 1] = data[4 * pixel + 1];
      values[3 * pixel + 2] = data[4 * pixel + 2];
    }
    return { width, height, values };
  } catch (error) {
    throw new Error(
      `${file}: is no PNG picture, or is damaged: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
