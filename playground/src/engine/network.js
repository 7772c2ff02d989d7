/**
 * The trained network on a beginning: states, distributions, entropy, and the gradient back to each letter.
 *
 * The equations are those of utils/step.py: a_t = tanh(Wax x_t + Waa a_{t-1} + b), scores z_t = Wya a_t + by.
 * Legend: V symbols, H hidden units; all matrices are flat, row after row, in the shapes of the course.
 */

import { exp, log, tanh } from './elementary.js';

const NAMES = ['Wax', 'Waa', 'Wya', 'b', 'by'];

/** Matrix (rows, columns) times vector. */
function times(matrix, vector, rows) {
  const columns = vector.length;
  const result = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) result[i] += matrix[i * columns + j] * vector[j];
  }
  return result;
}

/** Transpose of a matrix (rows, columns) times vector. */
function timesTransposed(matrix, vector, columns) {
  const result = new Float64Array(columns);
  for (let i = 0; i < vector.length; i++) {
    for (let j = 0; j < columns; j++) result[j] += matrix[i * columns + j] * vector[i];
  }
  return result;
}

export class Network {
  /**
   * @param {Object<string, Float64Array>} parameters Wax (H, V), Waa (H, H), Wya (V, H), b (H), by (V)
   * @param {string[]} symbols the symbol of each index, the newline that ends a name among them
   */
  constructor(parameters, symbols) {
    for (const name of NAMES) this[name] = parameters[name];
    this.symbols = symbols;
    this.index = new Map(symbols.map((symbol, i) => [symbol, i]));
    this.V = symbols.length;
    this.H = this.b.length;
  }

  /** The state after one step, which reads the symbol with that index, or nothing (null). */
  step(before, index) {
    const next = times(this.Waa, before, this.H);
    for (let i = 0; i < this.H; i++) {
      next[i] = tanh((index === null ? 0 : this.Wax[i * this.V + index]) + next[i] + this.b[i]);
    }
    return next;
  }

  /** The states after nothing was read and after each letter of a beginning: one more than it has letters. */
  states(indices) {
    const found = [this.step(new Float64Array(this.H), null)];
    for (const index of indices) found.push(this.step(found.at(-1), index));
    return found;
  }

  /** The distribution of the next symbol in a state, at a temperature: the softmax of the scores divided by it. */
  distribution(state, temperature) {
    const scores = times(this.Wya, state, this.V);
    for (let v = 0; v < this.V; v++) scores[v] = (scores[v] + this.by[v]) / temperature;
    const top = scores.reduce((a, b) => (a < b ? b : a));
    const powers = scores.map((score) => (score - top < -708 ? 0 : exp(score - top)));
    const total = powers.reduce((a, b) => a + b);
    return powers.map((power) => power / total);
  }

  /** The symbol that a uniform number decides after a beginning. */
  next(letters, temperature, uniform) {
    return draw(this.distribution(this.states(letters).at(-1), temperature), uniform);
  }

  /** A beginning with the letters that are drawn until the name ends, or has `most` of them. */
  complete(letters, temperature, random, most) {
    const name = [...letters];
    while (name.length < most) {
      const index = this.next(name, temperature, random.uniform());
      if (this.symbols[index] === '\n') break;
      name.push(index);
    }
    return name;
  }

  /**
   * How strongly log(probability of a symbol) depends on each letter read: the length of its gradient in that letter's
   * one-hot vector, Wax' dz_t, by backpropagation through time.
   *
   * @returns {number[]} one number a letter
   */
  gradients(states, distribution, target, temperature) {
    const dy = distribution.map((p, v) => ((v === target ? 1 : 0) - p) / temperature);
    let da = timesTransposed(this.Wya, dy, this.H);
    const found = [];
    for (let t = states.length - 1; t > 0; t--) {
      const dz = da.map((d, i) => (1 - states[t][i] * states[t][i]) * d);
      const dx = timesTransposed(this.Wax, dz, this.V);
      found.unshift(Math.sqrt(dx.reduce((sum, d) => sum + d * d, 0)));
      da = timesTransposed(this.Waa, dz, this.H);
    }
    return found;
  }
}

/** The entropy of a distribution in nats. */
export function entropy(distribution) {
  return distribution.reduce((sum, p) => (p > 2.3e-308 ? sum - p * log(p) : sum), 0);
}

/** The index that a uniform number decides: the first where the cumulative distribution passes it. */
export function draw(distribution, uniform) {
  let upTo = 0;
  const cumulative = distribution.map((p) => (upTo += p));
  const found = cumulative.findIndex((c) => c / upTo > uniform);
  return found < 0 ? distribution.length - 1 : found;
}
