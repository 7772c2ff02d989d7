/** Trains a network from zero: the layout and the first weights here, the arithmetic in kernel.ts. */

import { log } from './elementary.js';
import { RandomState } from './random.js';

const BLOCK = 8;
const LONGEST_RUN = 1000; // names trained on in one call

const whole = (size) => Math.ceil(size / BLOCK) * BLOCK;

export class Trainer {
  /**
   * @param {WebAssembly.Module} module kernel.ts, compiled
   * @param {string[]} names the corpus in its own order
   * @param {string[]} symbols the symbol of each index, the newline among them
   * @param {{units?: number, rate?: number, limit?: number, seed?: number}} options
   *   hidden units, learning rate, the limit that gradients are clipped at, the seed of the order and the weights
   */
  constructor(module, names, symbols, { units = 50, rate = 0.01, limit = 5, seed = 0 } = {}) {
    Object.assign(this, { symbols, rate, limit, V: symbols.length, H: units, W: whole(units), done: 0 });
    this.kernel = new WebAssembly.Instance(module, { env: { abort: () => {} } }).exports;
    this.count = names.length;
    this.writeNames(names, seed);
    this.writeWeights(new RandomState(seed + 1));
  }

  writeNames(names, seed) {
    const order = [...names];
    new RandomState(seed).shuffle(order);
    const index = new Map(this.symbols.map((symbol, i) => [symbol, i]));
    const coded = order.map((name) => [...name, '\n'].map((symbol) => index.get(symbol)));
    const letters = coded.flat();
    const longest = Math.max(...coded.map((name) => name.length));
    this.kernel.prepare(this.V, this.H, longest, letters.length, names.length, LONGEST_RUN);
    this.untrained = (log(this.V) * letters.length) / names.length; // the loss of a name where all symbols are alike
    this.integers(this.kernel.letters, letters.length).set(letters);
    const starts = this.integers(this.kernel.starts, names.length + 1);
    coded.forEach((name, i) => (starts[i + 1] = starts[i] + name.length));
  }

  /** Normal numbers times 0.01, drawn in the order Wax, Waa, Wya; both biases are zero. */
  writeWeights(random) {
    const { H, V, W, kernel } = this;
    const normal = random.normals(2 * H * V + H * H).map((x) => 0.01 * x);
    const [WaxT, WaaT, Wya] = [[kernel.WaxT, V], [kernel.WaaT, W], [kernel.Wya, V]].map((m) => this.matrix(...m));
    for (let i = 0; i < H; i++) {
      for (let v = 0; v < V; v++) WaxT[v * W + i] = normal[i * V + v];
      for (let j = 0; j < H; j++) WaaT[j * W + i] = normal[H * V + i * H + j];
      for (let v = 0; v < V; v++) Wya[v * W + i] = normal[H * V + H * H + v * H + i];
    }
    kernel.mirror();
  }

  integers(start, count) {
    return new Int32Array(this.kernel.memory.buffer, start, count);
  }

  numbers(start, count) {
    return new Float64Array(this.kernel.memory.buffer, start, count);
  }

  matrix(start, rows) {
    return this.numbers(start, rows * this.W);
  }

  /**
   * Train on the next names, 1,000 at most.
   *
   * @returns {{losses: Float64Array, largest: number}} each name's loss, and the largest entry of a gradient before it
   *   was clipped
   */
  learn(count) {
    this.kernel.run(this.done % this.count, count, this.count, this.rate, this.limit);
    this.done += count;
    const losses = this.numbers(this.kernel.losses, count).slice();
    return { losses, largest: this.numbers(this.kernel.gradients, count).reduce((a, b) => (a > b ? a : b)) };
  }

  /** The parameters in the shapes of the course, row after row. */
  parameters() {
    const { H, V, W, kernel } = this;
    const rows = (matrix, n) => Float64Array.from({ length: n * H }, (_, k) => matrix[Math.floor(k / H) * W + (k % H)]);
    const columns = (matrix, n) => Float64Array.from({ length: n * H }, (_, k) => matrix[(k % n) * W + Math.floor(k / n)]);
    return {
      Wax: columns(this.matrix(kernel.WaxT, V), V),
      Waa: columns(this.matrix(kernel.WaaT, W), H),
      Wya: rows(this.matrix(kernel.Wya, V), V),
      b: this.numbers(kernel.b, H).slice(),
      by: this.numbers(kernel.by, V).slice(),
    };
  }
}

/** The bytes of all parameters in a row, of which Python's tests know the SHA-256. */
export function bytesOf(parameters) {
  const all = ['Wax', 'Waa', 'Wya', 'b', 'by'].flatMap((name) => [...parameters[name]]);
  return new Uint8Array(Float64Array.from(all).buffer);
}
