/**
 * The random numbers of numpy.random.RandomState(seed): M. Matsumoto, T. Nishimura, "Mersenne Twister", ACM
 * Transactions on Modeling and Computer Simulation 8 (1998). Whole numbers, so the same on every machine.
 */

import { log } from './elementary.js';

const SIZE = 624;

export class RandomState {
  /** @param {number} seed a whole number from 0 to 2**32 - 1 */
  constructor(seed) {
    this.state = new Uint32Array(SIZE);
    this.state[0] = seed;
    for (let i = 1; i < SIZE; i++) {
      const before = this.state[i - 1];
      this.state[i] = Math.imul(1812433253, before ^ (before >>> 30)) + i;
    }
    this.position = SIZE;
  }

  refill() {
    const { state } = this;
    for (let i = 0; i < SIZE; i++) {
      const y = (state[i] & 0x80000000) | (state[(i + 1) % SIZE] & 0x7fffffff);
      state[i] = state[(i + 397) % SIZE] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.position = 0;
  }

  /** 32 random bits, as a number from 0 to 2**32 - 1. */
  bits() {
    if (this.position === SIZE) this.refill();
    let y = this.state[this.position++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  /** A number from 0 up to 1, with 53 random bits: random_sample(). */
  uniform() {
    const high = this.bits() >>> 5;
    const low = this.bits() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /** A whole number from 0 to `most`, as the legacy generator draws it: masked, and drawn anew where it is too large. */
  integer(most) {
    const mask = most === 0 ? 0 : 0xffffffff >>> Math.clz32(most);
    let drawn = 0;
    if (most) do drawn = (this.bits() & mask) >>> 0; while (drawn > most);
    return drawn;
  }

  /** Shuffle a list in place: shuffle(). */
  shuffle(list) {
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.integer(i);
      [list[i], list[j]] = [list[j], list[i]];
    }
  }

  /** `count` normal numbers by G. Marsaglia's polar method: randn(), with a logarithm that is the same everywhere. */
  normals(count) {
    const found = new Float64Array(count + 1);
    for (let n = 0; n < count; ) {
      const x = 2 * this.uniform() - 1;
      const y = 2 * this.uniform() - 1;
      const size = x * x + y * y;
      if (size >= 1 || size === 0) continue;
      const scale = Math.sqrt((-2 * log(size)) / size);
      found[n++] = scale * y;
      found[n++] = scale * x;
    }
    return found.subarray(0, count);
  }
}
