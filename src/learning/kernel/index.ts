/* What the layer-wise iteration does most, for doubles and for singles, and the stationary equations at a desk. */
import { respondIn } from './respond';

export { factorise, solve, solveRows } from '../../linear/kernel/factorise';
export { passUp, place, residual, respondAll, respondOf, respondOnPieces, send, sensitivity, slopes, takePieces } from './equations';
export { gather, scatter } from './patches';
export { ahead, crossEnd, enterPiece, firstLeft, least, rooms, rootAt } from './piece';
export { route } from './pools';
export { eliminate, solveReduced, unitResponses } from './reduction';
export { addProduct, descend, repeat } from './single';

export function respond(
  p: usize, count: i32, stride: usize, q: usize, cycle: usize,
  railed: bool, low: f64, high: f64, floor: f64, ceiling: f64, damped: bool,
): f64 {
  return respondIn<f64>(p, count, stride, q, cycle, railed, low, high, floor, ceiling, damped);
}

export function respondSingle(
  p: usize, count: i32, stride: usize, q: usize, cycle: usize,
  railed: bool, low: f32, high: f32, floor: f32, ceiling: f32, damped: bool,
): f32 {
  return respondIn<f32>(p, count, stride, q, cycle, railed, low, high, floor, ceiling, damped);
}
