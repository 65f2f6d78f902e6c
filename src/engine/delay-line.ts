/** What a delay line holds, to put back later. */
export interface InFlight {
  readonly count: number;
  readonly first: number;
  readonly times: Float64Array<ArrayBuffer>;
  readonly codes: Int32Array<ArrayBuffer>;
  readonly neurons: Int32Array<ArrayBuffer>;
}

/**
 * Events in flight, in a ring of typed arrays: in order of arrival time and, at equal times, in the order in which they
 * were sent. An event goes in from the back, past those that arrive later; jitter, small against the delay, makes those
 * few.
 */
export class DelayLine {
  /** Events in flight. */
  count = 0;
  /** Arrival time of the first event; Infinity: nothing in flight. */
  next = Infinity;
  /** The event that was looked at last. */
  time = 0;
  layer = 0;
  neuron = 0;
  encoder = 0;
  sign = 0;

  private capacity = 256;
  /** Index of the first event of the ring. */
  private first = 0;
  private times = new Float64Array(this.capacity);
  private codes = new Int32Array(this.capacity);
  private neurons = new Int32Array(this.capacity);

  /** Empties the line for a new run. */
  reset(): void {
    this.next = Infinity;
    this.count = 0;
    this.first = 0;
  }

  push(time: number, layer: number, neuron: number, encoder: number, sign: number): void {
    if (this.count === this.capacity) this.grow();
    const { times, first, capacity } = this;
    let slot = (first + this.count) & (capacity - 1);
    while (slot !== first) {
      const before = (slot - 1) & (capacity - 1);
      if (times[before] <= time) break;
      this.write(slot, times[before], this.codes[before], this.neurons[before]);
      slot = before;
    }
    this.write(slot, time, layer * 4 + encoder * 2 + (sign > 0 ? 1 : 0), neuron);
    this.count++;
    this.next = times[first];
  }

  /** Arrival time of the event `ahead` places behind the first; Infinity: there are fewer. */
  timeAt(ahead: number): number {
    return ahead < this.count ? this.times[(this.first + ahead) & (this.capacity - 1)] : Infinity;
  }

  /** Puts the event `ahead` places behind the first into the fields. */
  look(ahead: number): void {
    const slot = (this.first + ahead) & (this.capacity - 1);
    const code = this.codes[slot];
    this.time = this.times[slot];
    this.layer = code >> 2;
    this.encoder = (code >> 1) & 1;
    this.sign = (code & 1) === 1 ? 1 : -1;
    this.neuron = this.neurons[slot];
  }

  /** Removes the first events. */
  drop(events: number): void {
    this.count -= events;
    this.first = (this.first + events) & (this.capacity - 1);
    this.next = this.count === 0 ? Infinity : this.times[this.first];
  }

  /** A copy of what is in flight. */
  save(): InFlight {
    const { count, first, times, codes, neurons } = this;
    return { count, first, times: times.slice(), codes: codes.slice(), neurons: neurons.slice() };
  }

  /** Puts a copy back. */
  restore({ count, first, times, codes, neurons }: InFlight): void {
    this.count = count;
    this.first = first;
    this.times = times;
    this.codes = codes;
    this.neurons = neurons;
    this.capacity = times.length;
    this.next = count === 0 ? Infinity : times[first];
  }

  private write(slot: number, time: number, code: number, neuron: number): void {
    this.times[slot] = time;
    this.codes[slot] = code;
    this.neurons[slot] = neuron;
  }

  private grow(): void {
    const { capacity, first, times, codes, neurons } = this;
    this.capacity = 2 * capacity;
    this.times = new Float64Array(this.capacity);
    this.codes = new Int32Array(this.capacity);
    this.neurons = new Int32Array(this.capacity);
    this.first = 0;
    for (let i = 0; i < capacity; i++) {
      const from = (first + i) & (capacity - 1);
      this.write(i, times[from], codes[from], neurons[from]);
    }
  }
}
