import { exp } from '../../model/elementary.ts';

/** Chains mix fastest where this part of their moves is made (Papaioannou et al. 2015, section 3.3). */
const WANTED = 0.44;
const FIRST = 0.6;

/** The scale of moves, adapted after each group of chains: ln s += (a - 0.44) / sqrt(i) behind group i = 1, 2, ... of a level. */
export class AdaptiveScale {
  scale = FIRST;
  private groups = 0;

  beginLevel(): void {
    this.groups = 0;
  }

  /** @param made of the moves that were tried */
  adapt(made: number, tried: number): void {
    if (tried === 0) return;
    this.groups++;
    this.scale = Math.min(1, this.scale * exp((made / tried - WANTED) / Math.sqrt(this.groups)));
  }
}
