/** The shelf of names. */

import { capital, compare } from '../names.js';
import { markText, shelfSummary } from '../words.js';

export class Shelf {
  /** @param {{list: HTMLElement, summary: HTMLElement}} elements @param {string[]} corpus */
  constructor({ list, summary }, corpus) {
    Object.assign(this, { list, summary, corpus, names: [] });
    this.draw();
  }

  /** Put a name on the shelf; one that is there already stays where it is. */
  add(name) {
    const known = this.names.find((entry) => entry.name === name);
    const entry = known ?? { name, mark: compare(name, this.corpus) };
    if (!known) this.names.unshift(entry);
    this.draw();
    return entry;
  }

  remove(name) {
    this.names = this.names.filter((entry) => entry.name !== name);
    this.draw();
    this.summary.focus();
  }

  draw() {
    this.list.replaceChildren(...this.names.map((entry) => this.item(entry)));
    this.summary.textContent = shelfSummary(this.names.map((entry) => entry.mark));
  }

  item({ name, mark }) {
    const item = document.createElement('li');
    const label = document.createElement('span');
    label.className = 'name';
    label.textContent = capital(name);
    const badge = document.createElement('span');
    badge.className = `mark ${mark.kind}`;
    badge.textContent = markText(mark);
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Remove';
    button.setAttribute('aria-label', `Remove ${capital(name)}`);
    button.addEventListener('click', () => this.remove(name));
    item.append(label, ' ', badge, ' ', button);
    return item;
  }
}
