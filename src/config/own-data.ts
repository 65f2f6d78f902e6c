import { checksumOf } from '../formats/checksum.ts';
import { type DatasetSizes, datasetNamed } from '../model/datasets.ts';
import type { InputDocument } from './document.ts';
import type { FileSource } from './file-source.ts';
import { InputError, type Problem } from './input-error.ts';
import { type Half, type ImageFiles, type LabelledImages, labelledImages, type ReadImages } from './labelled-images.ts';
import type { Scenario } from './scenario.ts';
import type { ScenarioInput } from './scenario-schema.ts';

type Data = Scenario['data'];
type OwnData = Extract<Data, { dataset: null }>;

/** Images, inputs and classes of a scenario's data. */
export function sizesOf(data: Data): DatasetSizes {
  return data.dataset === null ? data.sizes : datasetNamed(data.dataset);
}

/** What its data are called: the dataset, or the files that hold the training images. */
export function dataName(data: Data): string {
  if (data.dataset !== null) return data.dataset;
  return typeof data.train === 'string' ? data.train : data.train.images;
}

/** The images and labels of halves of a scenario's own data, whose files must be as they were when it was loaded. */
export function ownImages(files: FileSource, data: OwnData, halves: readonly Half[]): LabelledImages[] {
  if (checksumIn(files, data.train) + checksumIn(files, data.test) !== data.checksum) {
    throw new Error('a file of the data was changed while dyadsim worked with it');
  }
  return halves.map((half) => {
    const { imageSizes: _, ...images } = labelledImages(files, data[half], half, data.fullScale);
    return images;
  });
}

/** The data of a validated scenario: of its own files, what they hold; an InputError tells what does not fit. */
export function dataOf({ data, network, train: { images } }: ScenarioInput, document: InputDocument): Data {
  if (data.dataset !== undefined) return { dataset: data.dataset };
  const { file, files } = document;
  const place = (parts: ImageFiles): ImageFiles =>
    typeof parts === 'string'
      ? files.beside(file, parts)
      : { images: files.beside(file, parts.images), labels: files.beside(file, parts.labels) };
  const [train, test] = [place(data.train!), place(data.test!)];
  const { fullScale } = data;
  const { imageSizes, ...known } = sizesIn(document, { train, test, fullScale });
  const problems: Problem[] = [];
  const expect = (path: readonly (string | number)[], holds: boolean, message: string) => {
    if (!holds) problems.push({ file, ...document.position(path), path: path.join('.'), message });
  };
  const { inputs, classes, trainImages } = known.sizes;
  const { layers, connections } = network;
  const last = layers.length - 1;
  expect(['network', 'layers', 0], layers[0] === inputs, `expected ${inputs} inputs, as the images of data have`);
  const shape = connections?.[0]?.from;
  if (shape !== undefined && imageSizes.length > 1) {
    const { height, width, channels } = shape;
    const isSame = [imageSizes, [...imageSizes, 1]].some((sizes) => sizes.join() === [height, width, channels].join());
    const found = imageSizes.join(' x ');
    expect(['network', 'layers', 0], isSame, `expected rows, columns and channels of the images, which are ${found}`);
  }
  expect(
    ['network', 'layers', last],
    layers[last] === classes,
    `expected ${classes} outputs, as many as data has classes`,
  );
  expect(['train', 'images'], (images ?? 0) <= trainImages, `expected at most the ${trainImages} of data`);
  if (problems.length > 0) throw new InputError(problems);
  return { dataset: null, train, test, fullScale, ...known };
}

const HALVES: readonly Half[] = ['train', 'test'];

type Known = Pick<OwnData, 'sizes' | 'checksum'> & Pick<ReadImages, 'imageSizes'>;
/** What files hold is looked at once for all points of a sweep. */
const looked = new WeakMap<FileSource, Map<string, Known>>();

function sizesIn(document: InputDocument, data: Pick<OwnData, 'train' | 'test' | 'fullScale'>): Known {
  const { files } = document;
  const checksum = HALVES.map((half) => placed(document, half, () => checksumIn(files, data[half]))).join('');
  const key = JSON.stringify([data, checksum]);
  const before = looked.get(files) ?? new Map<string, Known>();
  looked.set(files, before);
  const known = before.get(key);
  if (known !== undefined) return known;
  const [train, test] = HALVES.map((half) =>
    placed(document, half, () => labelledImages(files, data[half], half, data.fullScale)),
  );
  if (train.inputs !== test.inputs) {
    const message = `expected images of ${train.inputs} numbers, as those to train on, got ${test.inputs}`;
    throw new InputError([{ file: document.file, ...document.position(['data', 'test']), path: 'data.test', message }]);
  }
  const classes = 1 + Math.max(largestLabel(train), largestLabel(test));
  const sizes = { inputs: train.inputs, classes, trainImages: train.count, testImages: test.count };
  const found = { sizes, checksum, imageSizes: train.imageSizes };
  before.set(key, found);
  return found;
}

function largestLabel({ labels }: LabelledImages): number {
  return labels.reduce((most, label) => Math.max(most, label), 0);
}

function checksumIn(files: FileSource, parts: ImageFiles): string {
  const names = typeof parts === 'string' ? [parts] : [parts.images, parts.labels];
  return checksumOf(...names.map((name) => files.read(name)));
}

/** Problems of a data file, told where the scenario names it; what has a place in the file keeps it. */
function placed<T>(document: InputDocument, half: Half, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const path = `data.${half}`;
    const problems = error.problems.map((problem) =>
      problem.line === null
        ? {
            file: document.file,
            ...document.position(path.split('.')),
            path,
            message: `${problem.file}: ${problem.message}`,
          }
        : problem,
    );
    throw new InputError(problems);
  }
}
