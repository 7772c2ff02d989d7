import assert from 'node:assert/strict';
import test from 'node:test';

import { compare, editDistance } from '../src/names.js';
import { expectation, influence, markText, mostChanged, percent, shelfSummary, unknownLetters } from '../src/words.js';

const CORPUS = ['mei', 'tarbosaurus', 'micropachycephalosaurus'];

test('the edit distance counts letters added, taken away and changed', () => {
  const pairs = [['', 'abc', 3], ['kitten', 'sitting', 3], ['mei', 'mei', 0], ['ab', 'ba', 2]];
  for (const [a, b, distance] of pairs) assert.equal(editDistance(a, b), distance);
});

test('a name is real, nearly one of the corpus, or new', () => {
  assert.deepEqual(compare('Mei', CORPUS), { kind: 'real' });
  assert.deepEqual(compare('tarbosaurux', CORPUS), { kind: 'nearly', near: 'tarbosaurus' });
  assert.deepEqual(compare('mikropachicephalosauru', CORPUS), { kind: 'nearly', near: 'micropachycephalosaurus' });
  assert.deepEqual(compare('mea', CORPUS), { kind: 'new' }); // three letters: one of them is too much
  assert.deepEqual(compare('tarboxaurux', CORPUS), { kind: 'new' });
});

test('a probability is never called none or certain where it is neither', () => {
  assert.deepEqual([0, 1e-9, 0.1234, 0.99999, 1].map(percent), ['0.0 %', 'under 0.1 %', '12.3 %', 'over 99.9 %', '100.0 %']);
});

test('the expectation names the two likeliest letters, and what the entropy is like', () => {
  const facts = { beginning: 'tyr', distribution: [0.25, 0.75, 0], entropy: Math.log(2), symbols: ['\n', 'a', 'b'] };
  const said = expectation(facts);
  assert.match(said, /After “Tyr”, a is the likeliest next \(75.0 %\), then the end of the name \(25.0 %\)/);
  assert.match(said, /0.69 nats: as open as a choice among 2.0 equally likely letters/);
  assert.match(expectation({ ...facts, beginning: '' }), /^At the start of a name/);
});

test('the units that changed most come first, counted from 1', () => {
  assert.equal(mostChanged([0, 0.5, -1], [0, 0.25, 1])[0], 'unit 3 (−1.00 to 1.00)');
});

test('the influence names the letter with the largest gradient', () => {
  const facts = { letters: [1, 2], gradients: [0.5, 0.25], target: 0, symbols: ['\n', 'a', 'b'] };
  assert.match(influence(facts), /the end of the name comes next hangs most on letter 1, a/);
  assert.match(influence({ ...facts, letters: [] }), /Type a letter/);
});

test('the shelf says how many of each', () => {
  const marks = [{ kind: 'real' }, { kind: 'new' }, { kind: 'new' }, { kind: 'nearly', near: 'mei' }];
  assert.equal(shelfSummary(marks), '4 names: 1 real, 1 nearly real, 2 new.');
  assert.match(shelfSummary([]), /empty/);
  assert.equal(markText(marks[3]), 'nearly Mei');
});

test('letters that the network never read are named once each', () => {
  assert.equal(unknownLetters([...'9é9'], ['\n', 'a', 'b']), '“9”, “é” left out: this network has read only a b.');
});
