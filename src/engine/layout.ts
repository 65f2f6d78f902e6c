/*
 * Where everything lies in the engine's memory. TypeScript and the kernel read this one list, so it keeps to what
 * TypeScript and AssemblyScript have in common. Entries of headers take eight bytes: numbers are f64, counts, codes and
 * addresses (in bytes) u32 in the first four.
 */

/** Neurons whose bounds share one entry of `blockBound`. */
export const BLOCK = 16;

/** Which of a neuron's encoders, in the order in which they act at equal times. */
export const ACTIVITY = 0;
export const DIFFERENCE = 1;

/** Arrivals that a layer keeps at once for its pairs of neurons, a power of two, and bytes of each: kernel/arrivals.ts. */
export const MOST_ARRIVALS = 512;
export const ARRIVAL_BYTES = 64;

/** Bytes of an event in flight or in the log: its time, then its code and its neuron as i32. */
export const EVENT_BYTES = 16;

/** How a layer's x becomes s: cut at `floor` and `ceiling`, or tanh. */
export enum Shape {
  cut,
  tanh,
}

/** Arrays of a layer, one after the other; those of the minus compartments right behind those of the plus. */
export enum LayerArray {
  /** x = gain v + offset of the compartments at the reference time. */
  xPlus,
  xMinus,
  /** What x relaxes to while the inputs stay. */
  targetPlus,
  targetMinus,
  /** Bottom-up input a_k and top-down input D_k. */
  a,
  topDown,
  /** 1/tau, 1/s. */
  ratePlus,
  rateMinus,
  /** gain, and gain times the signed nudging gain sgn g: the factors of a and D in the target. */
  gainPlus,
  gainMinus,
  nudgePlus,
  nudgeMinus,
  /** offset + gain eta: the part of the target that no event changes. */
  basePlus,
  baseMinus,
  offsetPlus,
  offsetMinus,
  /** w_c. */
  weightPlus,
  weightMinus,
  /** What m, and d with its auto-zero, were when last sent, by the neuron's own record. */
  sentActivity,
  sentDifference,
  /** What the receivers have added up of m and d: whole nominal thresholds. */
  receivedActivity,
  receivedDifference,
  /** Own thresholds, full scales. */
  activityThreshold,
  differenceThreshold,
  /** Rails of v as limits of x; infinite where there are none. */
  lowPlus,
  lowMinus,
  highPlus,
  highMinus,
  /** No crossing of neuron i before bound[i], s; Infinity: none at all while the inputs stay. */
  bound,
  /** Smallest bound of each block of neurons. */
  blockBound,
  /** Root sum of squares over a row's devices, where the senders are the input and never change. */
  rowCurrent,
  /** Largest |weight| of a neuron's dense lines from below and from above. */
  largestUp,
  largestDown,
  /** Integral of s since the averages began, full scales times s; until when, s; and x then. */
  integralPlus,
  integralMinus,
  untilPlus,
  untilMinus,
  atPlus,
  atMinus,
  count,
}

/** Header of a layer. */
export enum LayerEntry {
  /** k. */
  number,
  n,
  /** Length of every array: n rounded up to whole blocks. */
  stride,
  /** Where the arrays begin. */
  arrays,
  shape,
  /** Range of a piecewise-linear phi: x below and above is cut. */
  floor,
  ceiling,
  /** 1: v has rails. */
  railed,
  /** Largest of the rates, 1/s. */
  fastest,
  /** A pass looks at most this far ahead, s. */
  lookAhead,
  /** Two times closer than this are one, s. */
  resolution,
  /** Reference time of x, s. */
  time,
  /** Smallest entry of `bound`. */
  next,
  /** Headers of the lines of its senders, to the layer above and below; 0: none there. */
  up,
  down,
  /** Header of its noise; 0: none. */
  noise,
  /** 1: its pairs of neurons may let arrivals wait, and do so in this run. */
  mayDefer,
  defers,
  /** Ring of arrivals: how many have been known, have arrived, and have been taken up by every pair. */
  arrivals,
  known,
  arrived,
  settled,
  /** Of each pair, how many arrivals it has taken up, and until when it may wait, s. */
  taken,
  safe,
  /** Places of the pairs that an arrival does not leave waiting, and of those that the next will not either. */
  unsafe,
  near,
  /** Of the last crossing solved for: its time, its neuron, and the earliest further one of that neuron. */
  crossing,
  neuron,
  after,
  count,
}

/**
 * Header of the lines of one array, read in one direction: what a neuron that sends adds to those that receive. Of a dense array every
 * sender has a line, with an entry for each receiver. Of an array that is shared there is a line for each column, or row, and senders
 * at all places of an image go by it: neuron g * period + c by the runs of group g, a run's first line moved on by c.
 */
export enum LinesEntry {
  /** Where the first line begins, and bytes from line to line. */
  lines,
  bytes,
  /** Runs of the senders' groups, and of the receivers': linear/reach.ts; 0: a dense array. */
  to,
  from,
  /** Neurons of such a group. */
  toPeriod,
  fromPeriod,
  /** Bytes from a column of the array to the next. */
  column,
  /** Part of a step that a mean pool passes on. */
  share,
  /** So many runs of a receiver, one after the other, are the neurons of one window of the pool, and read by the same devices. */
  together,
  count,
}

/** Of a run: its first neuron, its first column and its length, as i32. */
export const RUN_BYTES = 12;

/** Header of the event loop. */
export enum LoopEntry {
  /** Random state of the jitter, four u64. */
  random0,
  random1,
  random2,
  random3,
  /** The present time, the end of the present call, and when the last event was sent or received, s. */
  time,
  until,
  lastEvent,
  activityEvents,
  differenceEvents,
  maxEvents,
  /** |v| beyond which a chip without rails has diverged, full scales. */
  farthest,
  /** Headers of the layers, from layer 1, and how many there are. */
  layers,
  last,
  /** Delay of the events and its standard deviation, s. */
  delay,
  jitter,
  /** Nominal thresholds: what an event counts for at its receivers. */
  activityThreshold,
  differenceThreshold,
  /** What D_L does when a_L has changed, and what it is then made of: y, n_L entries padded to pairs, and beta. */
  outputError,
  target,
  beta,
  /** 1: noise is redrawn. */
  noisy,
  /** 1: outputs are integrated. */
  averaging,
  /** 1: a call returns after every pass and every event. */
  stepwise,
  /** The layer of the last pass. */
  passed,
  /** Ring of the events in flight, in order of arrival. */
  line,
  lineCapacity,
  lineFirst,
  lineCount,
  /** Events sent that have not been taken up yet. */
  log,
  logCapacity,
  logCount,
  /** Work done: passes, neurons that they brought up to date and that they bounded, crossings solved for, redraws. */
  passes,
  updates,
  bounded,
  solves,
  redraws,
  count,
}

/** Header of a layer's noise; its sources follow. */
export enum NoiseEntry {
  /** Random state, four u64. */
  random0,
  random1,
  random2,
  random3,
  /** Redraws per second of all values, and the time of the next, s. */
  rate,
  next,
  sources,
  count,
}

/** Where a noise source acts: on a compartment, or on the row or column current of a neuron. */
export enum Acts {
  compartment,
  row,
  column,
}

/** One source of a layer's noise. */
export enum SourceEntry {
  acts,
  /** Relative to the current where it acts on a row or a column, else in full scales. */
  rms,
  correlationTime,
  /** Redraws per second of its values. */
  rate,
  members,
  /** Present values: plus compartments then minus compartments, or one for each row or column. */
  values,
  count,
}

/** What D_L does when a_L has changed: nothing, becomes beta (y - a), or what the caller makes it. */
export enum OutputError {
  still,
  linear,
  other,
}

/** Why a call of the loop returned. */
export enum Stop {
  quiescence,
  horizon,
  eventBudget,
  divergence,
  /** There is no room for another event in flight, or in the log. */
  lineFull,
  logFull,
  /** Stepwise: a layer was passed, an event was sent. */
  passed,
  sent,
}
