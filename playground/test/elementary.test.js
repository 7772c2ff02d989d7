import assert from 'node:assert/strict';
import test from 'node:test';

import { exp, log, tanh } from '../src/engine/elementary.js';

// As utils.engine.elementary computes them: every bit counts.
const FROM_PYTHON = [
  [exp, [
    [-700.25, 7.678723813110872e-305], [-36.5, 1.4068617124461467e-16], [-1, 0.36787944117144233],
    [-0.3466, 0.7070881069410189], [0.1, 1.1051709180756477], [0.3465735, 1.4142134346979391],
    [1, 2.7182818284590455], [2.5, 12.182493960703473], [44.4, 1.9172334454810563e19], [700, 1.0142320547350045e304],
  ]],
  [tanh, [
    [-700.25, -1], [-1, -0.7615941559557649], [-0.3466, -0.3333568084333619], [-1e-9, -9.999999999999999e-10],
    [0.1, 0.09966799462495583], [0.3465735, 0.3333332530844663], [2.5, 0.9866142981514303], [21.9, 1],
  ]],
  [log, [
    [1e-300, -690.7755278982137], [1e-9, -20.72326583694641], [0.7071067811865475, -0.34657359027997275],
    [0.7071067811865476, -0.3465735902799726], [0.99999, -1.0000050000287824e-5], [1, 0], [1.5, 0.4054651081081644],
    [27, 3.295836866004329], [1e200, 460.51701859880916],
  ]],
];

test('exp, tanh and log have the bits that they have in Python', () => {
  for (const [f, pairs] of FROM_PYTHON) {
    for (const [x, y] of pairs) assert.equal(f(x), y, `${f.name}(${x})`);
  }
});

test('exp, tanh and log are within a few units in the last place of the built-in ones', () => {
  for (let x = -30; x < 30; x += 0.0137) {
    assert.ok(Math.abs(exp(x) / Math.exp(x) - 1) < 5e-16, `exp(${x})`);
    assert.ok(Math.abs(tanh(x) / Math.tanh(x) - 1) < 1.5e-15, `tanh(${x})`);
    const y = Math.exp(x);
    assert.ok(Math.abs(log(y) - Math.log(y)) <= 5e-16 * Math.max(1, Math.abs(x)), `log(${y})`);
  }
});

test('the ends hold: saturation, zero, and what is no number stays none', () => {
  assert.equal(tanh(Infinity), 1);
  assert.equal(tanh(-Infinity), -1);
  assert.ok(Object.is(tanh(-0), -0) && Object.is(tanh(0), 0));
  assert.ok(Number.isNaN(tanh(NaN)) && Number.isNaN(exp(NaN)));
  assert.equal(exp(1e9), exp(709));
  assert.equal(exp(-1e9), exp(-708));
});
