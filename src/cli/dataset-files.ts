import { writeIdx } from '../formats/idx.ts';
import { readPng } from '../formats/png.ts';
import type { DatasetDefinition, DatasetFile, DatasetPictures } from '../model/datasets.ts';

/** A file of a package by its path. */
type Member = (path: string) => Uint8Array;

/** The IDX files of a dataset whose package has its images in another format; null: it has them as they are. */
export function madeFiles(definition: DatasetDefinition, member: Member): Record<DatasetFile, Uint8Array> | null {
  const { byClass: folder, pictures } = definition.fetched!;
  if (folder !== undefined) return byClass(folder, definition, member);
  return pictures === undefined ? null : fromPictures(pictures, definition, member);
}

/** The IDX files of images that a package has as JSON, class by class: the first of each are to train on. */
function byClass(folder: string, sizes: DatasetDefinition, member: Member): Record<DatasetFile, Uint8Array> {
  const classes = Array.from({ length: sizes.classes }, (_, label) => {
    const { data } = JSON.parse(new TextDecoder().decode(member(`${folder}${label}.json`))) as { data: number[][] };
    return data.filter(({ length }) => length === sizes.inputs);
  });
  const part = (from: number, count: number) => {
    const images = new Uint8Array(count * sizes.inputs);
    const labels = new Uint8Array(count);
    // One of each class after the other, so that the first so many are of all classes.
    for (let i = 0; i < count; i++) {
      labels[i] = i % sizes.classes;
      images.set(classes[labels[i]][from + Math.floor(i / sizes.classes)], i * sizes.inputs);
    }
    const { height, width } = sizes.shape;
    return [writeIdx([count, height, width], images), writeIdx([count], labels)];
  };
  const [trainImages, trainLabels] = part(0, sizes.trainImages);
  const [testImages, testLabels] = part(sizes.trainImages / sizes.classes, sizes.testImages);
  return { trainImages, trainLabels, testImages, testLabels };
}

/** The IDX files of images, rows x columns x channels, each of which is a row of pixels of a picture. */
function fromPictures(
  { train, test }: DatasetPictures,
  { shape, inputs }: DatasetDefinition,
  member: Member,
): Record<DatasetFile, Uint8Array> {
  const part = ({ images, labels }: DatasetPictures['train']) => {
    const classes = Uint8Array.from(JSON.parse(new TextDecoder().decode(member(labels))) as number[]);
    const pixels = new Uint8Array(classes.length * inputs);
    let at = 0;
    for (const path of images) {
      const { values } = readPng(member(path), path);
      pixels.set(values, at);
      at += values.length;
    }
    const { height, width, channels } = shape;
    return [writeIdx([classes.length, height, width, channels], pixels), writeIdx([classes.length], classes)];
  };
  const [[trainImages, trainLabels], [testImages, testLabels]] = [part(train), part(test)];
  return { trainImages, trainLabels, testImages, testLabels };
}
