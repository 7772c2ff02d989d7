import assert from 'node:assert/strict';
import test from 'node:test';

import { RandomState } from '../src/engine/random.js';

test('uniform numbers are those of numpy.random.RandomState', () => {
  const random = new RandomState(7);
  const drawn = [random.uniform(), random.uniform(), random.uniform()];
  assert.deepEqual(drawn, [0.07630828937395717, 0.7799187922401146, 0.4384092314408935]);
});

test('a list is shuffled as numpy.random.RandomState shuffles it', () => {
  const list = [...Array(20).keys()];
  new RandomState(0).shuffle(list);
  assert.deepEqual(list, [18, 1, 19, 8, 10, 17, 6, 13, 4, 2, 5, 14, 9, 7, 16, 11, 3, 0, 15, 12]);
});

test('normal numbers are those of randn, with the logarithm of the engine', () => {
  const drawn = [...new RandomState(1).normals(3)];
  assert.deepEqual(drawn, [1.6243453636632417, -0.6117564136500754, -0.5281717522634557]);
});

test('a generator that has been drawn from a thousand times over is refilled', () => {
  const random = new RandomState(3);
  const drawn = Array.from({ length: 2000 }, () => random.uniform());
  assert.equal(new Set(drawn).size, 2000);
  assert.ok(Math.min(...drawn) >= 0 && Math.max(...drawn) < 1);
});
