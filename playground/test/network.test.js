import assert from 'node:assert/strict';
import test from 'node:test';

import { Network, draw, entropy } from '../src/engine/network.js';
import { RandomState } from '../src/engine/random.js';

const SYMBOLS = ['\n', 'a', 'b', 'c'];
const [H, V] = [5, SYMBOLS.length];

/** A network whose weights are large enough for something to happen. */
function network() {
  const random = new RandomState(4);
  const sizes = { Wax: H * V, Waa: H * H, Wya: V * H, b: H, by: V };
  const parameters = Object.fromEntries(Object.entries(sizes).map(([name, n]) => [name, random.normals(n)]));
  return new Network(parameters, SYMBOLS);
}

test('each letter adds a state, and a distribution sums to one', () => {
  const states = network().states([1, 3, 2]);
  assert.equal(states.length, 4);
  for (const temperature of [0.1, 1, 3]) {
    const total = network().distribution(states[3], temperature).reduce((a, b) => a + b);
    assert.ok(Math.abs(total - 1) < 1e-14);
  }
});

test('a low temperature leaves the likeliest symbol alone, without a number that is none', () => {
  const some = network();
  const sharp = some.distribution(some.states([1])[1], 1e-4);
  assert.equal(Math.max(...sharp), 1);
  assert.ok(sharp.every(Number.isFinite));
});

test('the gradient back to a letter is what a small change of its one-hot vector does', () => {
  const some = network();
  const letters = [1, 3, 2];
  const temperature = 0.7;
  const target = 2;
  const states = some.states(letters);
  const found = some.gradients(states, some.distribution(states[3], temperature), target, temperature);
  const logProbability = (at, symbol, change) => {
    let state = some.states([])[0];
    letters.forEach((letter, t) => {
      const moved = network();
      const column = Float64Array.from(some.Wax);
      if (t === at) for (let i = 0; i < H; i++) column[i * V + letter] += change * some.Wax[i * V + symbol];
      moved.Wax = column;
      state = moved.step(state, letter);
    });
    return Math.log(some.distribution(state, temperature)[target]);
  };
  letters.forEach((_, t) => {
    const slopes = SYMBOLS.map((_, v) => (logProbability(t, v, 1e-6) - logProbability(t, v, -1e-6)) / 2e-6);
    assert.ok(Math.abs(Math.hypot(...slopes) - found[t]) < 1e-8, `letter ${t}`);
  });
});

test('entropy is zero for a certain symbol and the logarithm of the number of equally likely ones', () => {
  assert.equal(entropy(Float64Array.of(0, 1, 0)), 0);
  assert.ok(Math.abs(entropy(Float64Array.of(0.25, 0.25, 0.25, 0.25)) - Math.log(4)) < 1e-15);
});

test('a uniform number decides where the cumulative distribution passes it, as in numpy.random.choice', () => {
  const distribution = Float64Array.of(0.25, 0, 0.75);
  assert.deepEqual([0, 0.2499, 0.25, 0.9999].map((uniform) => draw(distribution, uniform)), [0, 0, 2, 2]);
});
