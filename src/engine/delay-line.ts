/**
 * Events in flight, in typed arrays. They leave in order of arrival time and, at equal times, in the order in which they
 * were sent: first in first out while the delay is constant, a binary heap when it has jitter.
 */
export class DelayLine {
  /** Arrival time of the first event; Infinity: nothing in flight. */
  next = Infinity;
  /** The event that `take` removed last. */
  layer = 0;
  neuron = 0;
  encoder = 0;
  sign = 0;

  private count = 0;
  private sent = 0;
  private capacity = 256;
  /** Index of the first event of the ring; unused by the heap. */
  private first = 0;
  private times = new Float64Array(this.capacity);
  /** Order of sending; breaks ties of the heap. */
  private order = new Float64Array(this.capacity);
  private codes = new Int32Array(this.capacity);
  private neurons = new Int32Array(this.capacity);
  private readonly ordered: boolean;

  /** @param ordered whether events arrive in the order in which they are sent */
  constructor(ordered: boolean) {
    this.ordered = ordered;
  }

  /** Empties the line for a new run. */
  reset(): void {
    this.next = Infinity;
    this.count = 0;
    this.sent = 0;
    this.first = 0;
  }

  push(time: number, layer: number, neuron: number, encoder: number, sign: number): void {
    if (this.count === this.capacity) this.grow();
    const code = layer * 4 + encoder * 2 + (sign > 0 ? 1 : 0);
    if (this.ordered) {
      this.write((this.first + this.count) & (this.capacity - 1), time, this.sent, code, neuron);
      this.count++;
    } else {
      this.siftUp(time, this.sent, code, neuron);
    }
    this.sent++;
    this.next = this.times[this.first];
  }

  /** Removes the first event and puts it into the fields. */
  take(): void {
    const code = this.codes[this.first];
    this.layer = code >> 2;
    this.encoder = (code >> 1) & 1;
    this.sign = (code & 1) === 1 ? 1 : -1;
    this.neuron = this.neurons[this.first];
    this.count--;
    if (this.ordered) this.first = (this.first + 1) & (this.capacity - 1);
    else this.siftDown();
    this.next = this.count === 0 ? Infinity : this.times[this.first];
  }

  private write(slot: number, time: number, order: number, code: number, neuron: number): void {
    this.times[slot] = time;
    this.order[slot] = order;
    this.codes[slot] = code;
    this.neurons[slot] = neuron;
  }

  private copy(from: number, to: number): void {
    this.write(to, this.times[from], this.order[from], this.codes[from], this.neurons[from]);
  }

  private before(a: number, time: number, order: number): boolean {
    return this.times[a] < time || (this.times[a] === time && this.order[a] < order);
  }

  private siftUp(time: number, order: number, code: number, neuron: number): void {
    let slot = this.count++;
    while (slot > 0) {
      const parent = (slot - 1) >> 1;
      if (this.before(parent, time, order)) break;
      this.copy(parent, slot);
      slot = parent;
    }
    this.write(slot, time, order, code, neuron);
  }

  /** Closes the gap at the root with the last event. */
  private siftDown(): void {
    const last = this.count;
    const time = this.times[last];
    const order = this.order[last];
    let slot = 0;
    for (;;) {
      let child = 2 * slot + 1;
      if (child >= last) break;
      if (child + 1 < last && this.before(child + 1, this.times[child], this.order[child])) child++;
      if (!this.before(child, time, order)) break;
      this.copy(child, slot);
      slot = child;
    }
    this.copy(last, slot);
  }

  private grow(): void {
    const { capacity, first, times, order, codes, neurons } = this;
    this.capacity = 2 * capacity;
    this.times = new Float64Array(this.capacity);
    this.order = new Float64Array(this.capacity);
    this.codes = new Int32Array(this.capacity);
    this.neurons = new Int32Array(this.capacity);
    this.first = 0;
    for (let i = 0; i < capacity; i++) {
      const from = (first + i) & (capacity - 1);
      this.write(i, times[from], order[from], codes[from], neurons[from]);
    }
  }
}
