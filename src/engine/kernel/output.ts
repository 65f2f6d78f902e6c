/** The top-down input of the output layer, after a change of its bottom-up input. */
import { LayerArray, LayerEntry, LoopEntry, OutputError } from '../layout';
import { address, entry, get, int } from './memory';

/** Of an error for which there is no text here. */
@external('env', 'updateOutputError')
declare function updateOutputError(): void;

export function updateOutput(loop: usize, output: usize): void {
  const by = int(loop, LoopEntry.outputError);
  if (by == OutputError.other) updateOutputError();
  if (by != OutputError.linear) return;
  const beta = f64x2.splat(get(loop, LoopEntry.beta));
  let target = address(loop, LoopEntry.target);
  let topDown = entry(output, LayerArray.topDown, 0);
  const start = entry(output, LayerArray.a, 0);
  const end = start + (<usize>int(output, LayerEntry.n) << 3);
  for (let a = start; a < end; a += 16) {
    v128.store(topDown, f64x2.mul(f64x2.sub(v128.load(target), v128.load(a)), beta));
    target += 16;
    topDown += 16;
  }
}
