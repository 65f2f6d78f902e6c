/* What draws many numbers at once. */
export { draw, seed } from './alea';
export { middleQuantiles } from './normal';
