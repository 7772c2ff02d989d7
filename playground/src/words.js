/** What the pictures show, in words and tables. */

import { capital } from './names.js';

const MOST_CHANGED = 3;

/** How a symbol is written where it stands alone. */
export const shown = (symbol) => ({ '\n': '↵', ' ': '␣' })[symbol] ?? symbol;

/** How a symbol is read out. */
export const spoken = (symbol) => ({ '\n': 'the end of the name', ' ': 'a space' })[symbol] ?? symbol;

/** A probability in per cent, never 0 or 100 where it is neither. */
export function percent(p) {
  if (p > 0 && p < 0.0005) return 'under 0.1 %';
  if (p < 1 && p > 0.9995) return 'over 99.9 %';
  return `${(100 * p).toFixed(1)} %`;
}

/** The indices of a distribution, from the likeliest down. */
export const ranked = (distribution) =>
  [...distribution.keys()].sort((i, j) => distribution[j] - distribution[i] || i - j);

/** One sentence on what the network expects after a beginning. */
export function expectation({ beginning, distribution, entropy, symbols }) {
  const [first, second] = ranked(distribution);
  const after = beginning ? `After “${capital(beginning)}”` : 'At the start of a name';
  const likeliest = `${spoken(symbols[first])} is the likeliest next (${percent(distribution[first])})`;
  const then = `then ${spoken(symbols[second])} (${percent(distribution[second])})`;
  const choice = `as open as a choice among ${Math.exp(entropy).toFixed(1)} equally likely letters`;
  return `${after}, ${likeliest}, ${then}. The entropy is ${entropy.toFixed(2)} nats: ${choice}.`;
}

/** The units that changed most from one state to the next, as "unit 7 (−0.61 to 0.93)". */
export function mostChanged(before, after) {
  const units = [...after.keys()].sort((i, j) => Math.abs(after[j] - before[j]) - Math.abs(after[i] - before[i]));
  return units.slice(0, MOST_CHANGED).map((i) => `unit ${i + 1} (${signed(before[i])} to ${signed(after[i])})`);
}

const signed = (x) => x.toFixed(2).replace('-', '−');

/** A row for each letter of the beginning: how likely it was, how open the choice was, what it changed, its gradient. */
export function letterRows({ letters, states, distributions, entropies, gradients, symbols }) {
  return letters.map((index, t) => ({
    letter: shown(symbols[index]),
    probability: distributions[t][index],
    entropy: entropies[t],
    changed: mostChanged(states[t], states[t + 1]).join(', '),
    gradient: gradients[t],
  }));
}

/** One sentence on which letters the prediction hangs on. */
export function influence({ letters, gradients, target, symbols }) {
  if (!letters.length) return 'Type a letter or two: there is nothing yet that the prediction could hang on.';
  const most = ranked(gradients)[0];
  const place = `letter ${most + 1}, ${shown(symbols[letters[most]])}`;
  return `Whether ${spoken(symbols[target])} comes next hangs most on ${place} (gradient ${gradients[most].toPrecision(3)}).`;
}

/** One sentence on the shelf. */
export function shelfSummary(marks) {
  if (!marks.length) return 'The shelf is empty. Let the network finish a name, or put one there yourself.';
  const count = (kind) => marks.filter((mark) => mark.kind === kind).length;
  const parts = [['real', count('real')], ['nearly real', count('nearly')], ['new', count('new')]];
  const named = parts.filter(([, n]) => n).map(([word, n]) => `${n} ${word}`).join(', ');
  return `${marks.length} ${marks.length === 1 ? 'name' : 'names'}: ${named}.`;
}

/** What a mark says. */
export const markText = (mark) => (mark.kind === 'nearly' ? `nearly ${capital(mark.near)}` : mark.kind);

/** What is said of letters that the network never read. */
export function unknownLetters(unknown, symbols) {
  const known = symbols.filter((symbol) => symbol.trim()).join(' ');
  const which = [...new Set(unknown)].map((c) => `“${c}”`).join(', ');
  return `${which} left out: this network has read only ${known}.`;
}

// What training takes: the name of each setting, its bounds, and whether it is a whole number.
const SETTINGS = [
  ['steps', 'the number of steps', 1, 1_000_000, true],
  ['rate', 'the learning rate', 0, 100, false],
  ['units', 'the number of hidden units', 1, 256, true],
  ['limit', 'the clip limit', 0, Infinity, false],
  ['seed', 'the seed', 0, 4294967294, true],
];

/** What is wrong with the settings of a training, in a sentence; empty if nothing is. */
export function settingsProblem({ steps, options }) {
  const values = { steps, ...options };
  for (const [key, name, least, most, isWhole] of SETTINGS) {
    const value = values[key];
    const fits = isWhole ? Number.isInteger(value) && value >= least : value > least;
    if (fits && value <= most) continue;
    const kind = isWhole ? `a whole number from ${least}` : `a number above ${least}`;
    const upTo = most === Infinity ? '' : ` up to ${most.toLocaleString('en')}`;
    return `${capital(name)} should be ${kind}${upTo}.`;
  }
  return '';
}

/** Where training stands. */
export function trainingProgress({ done, loss, largest }, steps) {
  const values = `loss ${loss.toFixed(2)} nats a name, largest gradient ${largest.toPrecision(3)}`;
  return `Step ${done.toLocaleString('en')} of ${steps.toLocaleString('en')}: ${values}.`;
}

/** How training ended; the loss is compared with that of a network that takes every symbol for equally likely. */
export function trainingOutcome(reports, { limit, rate }) {
  const last = reports.at(-1);
  const remedy = `a rate below ${rate}${limit === Infinity ? ', or clipped gradients, would help' : ' would help'}`;
  if (last.brokenAt >= 0) {
    const step = last.brokenAt.toLocaleString('en');
    return `The weights ran away: at step ${step} the loss was no longer a number; ${remedy}.`;
  }
  const [loss, untrained] = [last.loss.toFixed(2), `${last.untrained.toFixed(2)} of a network that knows nothing`];
  const verdict =
    last.loss < last.untrained
      ? `the loss fell from the ${untrained} to ${loss} nats a name`
      : `the loss is ${loss} nats a name, above the ${untrained}: it exploded; ${remedy}`;
  const most = Math.max(...reports.map((report) => report.largest));
  return `Done after ${last.done.toLocaleString('en')} steps: ${verdict}. The largest gradient was ${most.toPrecision(3)}.`;
}
