/** Trains in a worker, so that the page stays live; reports after every few names, and stops when it is told to. */

import { Trainer } from './engine/trainer.js';

let current = 0;

const breath = () => new Promise((resolve) => setTimeout(resolve)); // a message that says "stop" is heard only then

const mean = (numbers) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;

/** The report on one run: `brokenAt` is the first name without a finite loss, counted from 0 over all, else -1. */
function report(trainer, { losses, largest }) {
  const broken = losses.findIndex((loss) => !Number.isFinite(loss));
  return {
    done: trainer.done,
    loss: mean(losses),
    untrained: trainer.untrained,
    largest,
    brokenAt: broken < 0 ? -1 : trainer.done - losses.length + broken,
    parameters: trainer.parameters(),
  };
}

async function train({ id, kernel, names, symbols, options, steps, every }) {
  current = id;
  const trainer = new Trainer(new WebAssembly.Module(kernel), names, symbols, options);
  while (trainer.done < steps && current === id) {
    const now = report(trainer, trainer.learn(Math.min(every, steps - trainer.done)));
    postMessage({ id, ...now, last: trainer.done >= steps || now.brokenAt >= 0 });
    if (now.brokenAt >= 0) return;
    await breath();
  }
}

addEventListener('message', ({ data }) => {
  if (data.stop) current = 0;
  else train(data).catch((error) => postMessage({ id: data.id, error: String(error) }));
});
