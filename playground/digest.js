/**
 * Trains in Node, and prints the SHA-256 of the parameters of each run: node digest.js < runs.json
 *
 * The runs are a list of {names, symbols, steps, options}; Python's tests compare the digest with that of their own engine.
 */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { kernel } from './build.js';
import { bytesOf, Trainer } from './src/engine/trainer.js';

const MOST = 1000;

const module = new WebAssembly.Module(await kernel());
for (const { names, symbols, steps, options } of JSON.parse(readFileSync(0, 'utf8'))) {
  const trainer = new Trainer(module, names, symbols, options);
  while (trainer.done < steps) trainer.learn(Math.min(MOST, steps - trainer.done));
  console.log(createHash('sha256').update(bytesOf(trainer.parameters())).digest('hex'));
}
