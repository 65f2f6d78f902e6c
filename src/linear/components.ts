import type { SquareMatrix } from './square-matrix.ts';

/**
 * Strongly connected components of the graph with an edge i -> j wherever entry (i, j) is not zero (Tarjan 1972). The
 * eigenvalues of a matrix are those of its blocks on these components, and computed so a triangular matrix has the
 * eigenvalues that stand on its diagonal; as one block, rounding would split an eigenvalue repeated p times by
 * epsilon^(1/p).
 */
export function stronglyConnected({ size, entries }: SquareMatrix): number[][] {
  const found: number[][] = [];
  const order = new Int32Array(size).fill(-1);
  const lowest = new Int32Array(size);
  const nextColumn = new Int32Array(size);
  const onStack = new Uint8Array(size);
  const stack: number[] = [];
  let visited = 0;
  for (let root = 0; root < size; root++) {
    if (order[root] !== -1) continue;
    const path = [root];
    while (path.length > 0) {
      const i = path[path.length - 1];
      if (order[i] === -1) {
        order[i] = visited;
        lowest[i] = visited++;
        stack.push(i);
        onStack[i] = 1;
      }
      let unseen = -1;
      while (nextColumn[i] < size && unseen === -1) {
        const j = nextColumn[i]++;
        if (entries[i * size + j] === 0) continue;
        if (order[j] === -1) unseen = j;
        else if (onStack[j] === 1) lowest[i] = Math.min(lowest[i], order[j]);
      }
      if (unseen !== -1) {
        path.push(unseen);
        continue;
      }
      path.pop();
      if (path.length > 0) {
        const parent = path[path.length - 1];
        lowest[parent] = Math.min(lowest[parent], lowest[i]);
      }
      if (lowest[i] === order[i]) found.push(popComponent(i, stack, onStack));
    }
  }
  return found;
}

function popComponent(root: number, stack: number[], onStack: Uint8Array): number[] {
  const members = stack.splice(stack.lastIndexOf(root));
  for (const i of members) onStack[i] = 0;
  return members;
}
