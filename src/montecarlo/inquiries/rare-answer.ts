import type { ChainsAnswer, ChainsRequest } from '../rare/chains.ts';
import type { Lineage } from '../rare/lineage.ts';

/** Chains of one repetition of a question; or what events say of a failing chip; or how many chips of larger draws fail. */
export type RareRequest =
  | { readonly question: number; readonly chains: ChainsRequest }
  | { readonly question: number; readonly confirm: FoundChip }
  | { readonly question: number; readonly scaled: ScaledRequest };

export type RareAnswer =
  | { readonly chains: ChainsAnswer }
  | { readonly confirmed: ByEvents }
  | { readonly scaled: ScaledAnswer };

/** Chips one after the other, all of whose standard normal draws are `sigma` times as large. */
export interface ScaledRequest {
  readonly sigma: number;
  readonly first: number;
  readonly chips: number;
}

export interface ScaledAnswer {
  readonly failing: number;
  /** Chips that cannot be made or followed: not counted as failing. */
  readonly unknown: number;
}

/** A failing chip that a repetition found, by where its draws come from. */
export interface FoundChip {
  readonly repetition: number;
  readonly lineage: Lineage;
  /** How it fails, as its stationary states tell. */
  readonly words: string;
  /** Of its standard normal draws: the smaller, the more probable is the chip. */
  readonly norm: number;
}

/** What events say of a chip that fails by its stationary states. */
export interface ByEvents {
  /** Null: not known. */
  readonly fails: boolean | null;
  /** Why it could not be run; null: it was. */
  readonly error: string | null;
}
