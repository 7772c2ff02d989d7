import assert from 'node:assert/strict';
import test from 'node:test';

import { settingsProblem, trainingOutcome, trainingProgress } from '../src/words.js';

const SETTINGS = { steps: 35000, options: { rate: 0.01, units: 50, limit: 5, seed: 0 } };
const REPORT = { done: 35000, loss: 21.9, largest: 16.04, untrained: 39.5, brokenAt: -1 };

test('settings that make sense are taken, no limit among them', () => {
  assert.equal(settingsProblem(SETTINGS), '');
  assert.equal(settingsProblem({ ...SETTINGS, options: { ...SETTINGS.options, limit: Infinity } }), '');
});

test('a setting that makes no sense is named, with what would', () => {
  const wrong = [
    [{ rate: 0 }, 'The learning rate should be a number above 0 up to 100.'],
    [{ rate: NaN }, 'The learning rate should be a number above 0 up to 100.'],
    [{ units: 2.5 }, 'The number of hidden units should be a whole number from 1 up to 256.'],
    [{ units: 257 }, 'The number of hidden units should be a whole number from 1 up to 256.'],
    [{ limit: -1 }, 'The clip limit should be a number above 0.'],
    [{ seed: -1 }, 'The seed should be a whole number from 0 up to 4,294,967,294.'],
  ];
  for (const [options, said] of wrong) {
    assert.equal(settingsProblem({ ...SETTINGS, options: { ...SETTINGS.options, ...options } }), said);
  }
  assert.equal(settingsProblem({ ...SETTINGS, steps: 0 }), 'The number of steps should be a whole number from 1 up to 1,000,000.');
});

test('training that went well, exploded, or ran away is told apart', () => {
  assert.match(trainingOutcome([REPORT], SETTINGS.options), /fell from the 39.50 of a network that knows nothing to 21.90 nats/);
  const exploded = trainingOutcome([{ ...REPORT, loss: 4000 }], { ...SETTINGS.options, rate: 1, limit: Infinity });
  assert.match(exploded, /it exploded; a rate below 1, or clipped gradients, would help/);
  const ranAway = trainingOutcome([{ ...REPORT, loss: NaN, brokenAt: 1234 }], SETTINGS.options);
  assert.match(ranAway, /^The weights ran away: at step 1,234/);
});

test('progress is one sentence', () => {
  assert.equal(trainingProgress({ ...REPORT, done: 500 }, 35000), 'Step 500 of 35,000: loss 21.90 nats a name, largest gradient 16.0.');
});
