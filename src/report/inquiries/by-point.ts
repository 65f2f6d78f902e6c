import type { PictureFile } from '../charts/frame.ts';

/** What is asked at a point of the sweep, which `at` names; '' where there is one. */
interface Placed {
  readonly at: string;
}

/**
 * A picture for every point of the sweep of which something can be drawn.
 * @param all what was asked, by whose order points are numbered
 * @param drawn those of them that can be drawn
 */
export async function byPoint<Q extends Placed>(
  all: readonly Q[],
  drawn: readonly Q[],
  draw: (questions: readonly Q[], at: string, point: number) => Promise<PictureFile>,
): Promise<PictureFile[]> {
  const charts: PictureFile[] = [];
  for (const [point, at] of [...new Set(all.map((question) => question.at))].entries()) {
    const own = drawn.filter((question) => question.at === at);
    if (own.length > 0) charts.push(await draw(own, at, point));
  }
  return charts;
}
