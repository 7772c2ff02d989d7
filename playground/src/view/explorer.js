/** The network live: what is typed goes in, pictures, sentences and tables come out. */

import { entropy } from '../engine/network.js';
import { RandomState } from '../engine/random.js';
import { capital } from '../names.js';
import { expectation, influence, letterRows, percent, ranked, shown, spoken, unknownLetters } from '../words.js';
import { drawDistribution, drawGradients, drawStates } from './charts.js';
import { fillDistribution, fillLetters } from './tables.js';

export const MAX_LETTERS = 50; // as in the course's `sample`
const PAUSE = 140; // milliseconds from letter to letter of a name that is being finished
const LIKELIEST = 'likeliest';

/** Whether the reader wants no motion. */
export const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

export class Explorer {
  /** @param {Object<string, HTMLElement>} elements by id @param {Network} network @param {Shelf} shelf */
  constructor(elements, network, shelf) {
    Object.assign(this, { elements, shelf, run: 0 });
    const { beginning, temperature, target, finish, keep, clear } = elements;
    beginning.addEventListener('input', () => this.typed());
    temperature.addEventListener('input', () => this.render());
    target.addEventListener('change', () => this.render());
    finish.addEventListener('click', () => this.finish());
    keep.addEventListener('click', () => this.keep());
    clear.addEventListener('click', () => this.show([]));
    new ResizeObserver(() => this.drawPictures()).observe(elements.pictures);
    this.use(network);
  }

  /** Explore this network from now on. */
  use(network) {
    this.network = network;
    this.end = network.index.get('\n');
    this.letters = this.letters ?? [];
    this.fillTargets();
    this.render();
  }

  fillTargets() {
    const { target } = this.elements;
    if (target.options.length > 1) return;
    this.network.symbols.forEach((symbol, i) => target.add(new Option(spoken(symbol), String(i))));
  }

  /** Read the letters of the network out of what was typed, and say which were none of its own. */
  typed() {
    this.run++;
    this.elements.said.textContent = '';
    const all = [...this.elements.beginning.value.toLowerCase()];
    const known = all.filter((c) => c !== '\n' && this.network.index.has(c));
    const unknown = all.filter((c) => !known.includes(c));
    this.elements.unknown.textContent = unknown.length ? unknownLetters(unknown, this.network.symbols) : '';
    this.letters = known.slice(0, MAX_LETTERS).map((c) => this.network.index.get(c));
    this.render();
  }

  /** Show a beginning that was not typed. */
  show(letters) {
    this.run++;
    this.letters = letters;
    this.elements.beginning.value = capital(this.name());
    this.elements.unknown.textContent = this.elements.said.textContent = '';
    this.render();
  }

  name() {
    return this.letters.map((i) => this.network.symbols[i]).join('');
  }

  temperature() {
    return Number(this.elements.temperature.value);
  }

  /** Compute all that is shown. */
  compute() {
    const { network, letters } = this;
    const temperature = this.temperature();
    const states = network.states(letters);
    const distributions = states.map((state) => network.distribution(state, temperature));
    const distribution = distributions.at(-1);
    const chosen = this.elements.target.value;
    const target = chosen === LIKELIEST ? ranked(distribution)[0] : Number(chosen);
    const gradients = network.gradients(states, distribution, target, temperature);
    const entropies = distributions.map(entropy);
    return { letters, states, distributions, distribution, target, gradients, entropies, symbols: network.symbols };
  }

  render() {
    const now = (this.now = this.compute());
    const { elements } = this;
    elements['temperature-shown'].textContent = this.temperature().toFixed(2);
    elements.expectation.textContent = expectation({
      beginning: this.name(),
      distribution: now.distribution,
      entropy: now.entropies.at(-1),
      symbols: now.symbols,
    });
    elements.expectation.dataset.entropy = String(now.entropies.at(-1));
    elements.influence.textContent = influence(now);
    elements.keep.disabled = !this.letters.length;
    fillDistribution(elements['distribution-table'], now.distribution, now.symbols);
    fillLetters(elements['letters-table'], letterRows(now));
    this.drawPictures();
  }

  drawPictures() {
    const { elements, now } = this;
    const letters = now.letters.map((i) => shown(now.symbols[i]));
    drawDistribution(elements['distribution-picture'], now.distribution, now.symbols, now.target, percent);
    drawStates(elements['states-picture'], now.states, letters);
    drawGradients(elements['gradients-picture'], now.gradients, letters);
  }

  /** Draw letters until the name ends, one after the other for those who like to watch. */
  async finish() {
    const { seed, finish } = this.elements;
    const random = new RandomState(Number(seed.value) >>> 0);
    const run = ++this.run;
    finish.disabled = true;
    while (this.letters.length < MAX_LETTERS) {
      const index = this.network.next(this.letters, this.temperature(), random.uniform());
      if (index === this.end) break;
      this.letters = [...this.letters, index];
      if (calm()) continue;
      this.elements.beginning.value = capital(this.name());
      this.render();
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
      if (run !== this.run) break; // something else was typed meanwhile
    }
    finish.disabled = false;
    if (run !== this.run) return;
    seed.value = String((Number(seed.value) + 1) >>> 0);
    this.show(this.letters);
    this.keep();
  }

  keep() {
    const { said } = this.elements;
    if (!this.letters.length) {
      said.textContent = 'The name ended before its first letter, so there is nothing for the shelf.';
      return;
    }
    const { name, mark } = this.shelf.add(this.name());
    const kinds = {
      real: 'a real name, one that it was trained on',
      new: 'a new name',
      nearly: `nearly ${capital(mark.near ?? '')}`,
    };
    said.textContent = `${capital(name)}: ${kinds[mark.kind]}. It is on the shelf.`;
  }
}
