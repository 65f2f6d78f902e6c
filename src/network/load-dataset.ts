import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DISK } from '../config/disk.ts';
import { InputError } from '../config/input-error.ts';
import type { Half } from '../config/labelled-images.ts';
import { ownImages } from '../config/own-data.ts';
import type { Scenario } from '../config/scenario.ts';
import { readIdx } from '../formats/idx.ts';
import {
  DATASET_PATH,
  type DatasetDefinition,
  type DatasetFile,
  type DatasetName,
  datasetNamed,
} from '../model/datasets.ts';
import { cacheFolder } from './cache.ts';
import type { Dataset } from './dataset.ts';
import { loadDigits } from './digits.ts';

/** Where the files of a fetched dataset are kept. */
export function datasetFolder(name: DatasetName): string {
  return join(cacheFolder(), 'data', name);
}

/** Files of a fetched dataset there. */
export const DATASET_FILES: Readonly<Record<DatasetFile, string>> = {
  trainImages: 'train-images.idx',
  trainLabels: 'train-labels.idx',
  testImages: 'test-images.idx',
  testLabels: 'test-labels.idx',
};

/**
 * The images of a dataset, 0 .. 1, with their classes; of the training images the first so many. An InputError says how to get
 * a dataset that is not on this machine, or not as it was published.
 */
export function loadDataset(data: Scenario['data'], images = Infinity): { train: Dataset; test: Dataset } {
  if (data.dataset === null) {
    const [train, test] = ownDatasets(data, ['train', 'test']);
    return { train: firstImages(train, images), test };
  }
  const name = data.dataset;
  const { fetched, classes } = datasetNamed(name);
  if (fetched === null) {
    const { train, test } = loadDigits();
    return { train: firstImages(train, images), test };
  }
  const { files } = fetched;
  return {
    train: partOf(name, classes, files, ['trainImages', 'trainLabels'], images),
    test: partOf(name, classes, files, ['testImages', 'testLabels'], Infinity),
  };
}

function ownDatasets(data: Extract<Scenario['data'], { dataset: null }>, halves: readonly Half[]): Dataset[] {
  const { classes } = data.sizes;
  return ownImages(DISK, data, halves).map((images) => ({ ...images, classes }));
}

function firstImages(dataset: Dataset, most: number): Dataset {
  const count = Math.min(dataset.count, most);
  const images = dataset.images.slice(0, count * dataset.inputs);
  return { ...dataset, count, images, labels: dataset.labels.slice(0, count) };
}

/** The test images alone. */
export function loadTestImages(data: Scenario['data']): Dataset {
  if (data.dataset === null) return ownDatasets(data, ['test'])[0];
  const name = data.dataset;
  const { fetched, classes } = datasetNamed(name);
  return fetched === null
    ? loadDigits().test
    : partOf(name, classes, fetched.files, ['testImages', 'testLabels'], Infinity);
}

type Published = NonNullable<DatasetDefinition['fetched']>['files'];

function partOf(
  name: DatasetName,
  classes: number,
  files: Published,
  [ofImages, ofLabels]: readonly [DatasetFile, DatasetFile],
  most: number,
): Dataset {
  const read = (file: DatasetFile) => {
    const path = join(datasetFolder(name), DATASET_FILES[file]);
    return readIdx(publishedBytes(name, path, files[file].sha256), path);
  };
  const { sizes, values } = read(ofImages);
  const count = Math.min(sizes[0], most);
  const inputs = values.length / sizes[0];
  const images = new Float64Array(count * inputs);
  for (let i = 0; i < images.length; i++) images[i] = values[i] / 255;
  return { count, inputs, classes, images, labels: read(ofLabels).values.slice(0, count) };
}

function publishedBytes(name: DatasetName, path: string, sha256: string): Uint8Array {
  const advice = `dyadsim data get ${name}`;
  const bytes = bytesAt(path);
  if (bytes === null) throw unusable(`${name} is not on this machine; to get it: ${advice}`);
  if (sha256Of(bytes) === sha256) return bytes;
  throw unusable(`${path} is not as published, for its SHA-256 is not ${sha256}; to get it again: ${advice}`);
}

/** Whether all files of a dataset are on this machine, as they were published. */
export function hasDataset(name: DatasetName): boolean {
  const { fetched } = datasetNamed(name);
  return Object.entries(fetched?.files ?? {}).every(([file, { sha256 }]) => {
    const bytes = bytesAt(join(datasetFolder(name), DATASET_FILES[file as DatasetFile]));
    return bytes !== null && sha256Of(bytes) === sha256;
  });
}

/** Null where there is no such file. */
function bytesAt(path: string): Uint8Array | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** SHA-256 in hexadecimal digits. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function unusable(message: string): InputError {
  return new InputError([{ file: 'scenario', line: null, column: null, path: DATASET_PATH, message }]);
}
