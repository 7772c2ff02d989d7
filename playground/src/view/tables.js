/** Tables: the same numbers as the pictures, in words. A cell's `data-value` holds the number with all its digits. */

import { percent, ranked, shown, spoken } from '../words.js';

/** Fill a table's body; a cell is a text, or a number with how it is written. The first of a row is its heading. */
export function fill(table, rows) {
  const body = table.tBodies[0];
  body.replaceChildren(
    ...rows.map((cells) => {
      const row = document.createElement('tr');
      cells.forEach((cell, i) => {
        const made = document.createElement(i ? 'td' : 'th');
        if (!i) made.scope = 'row';
        made.textContent = cell.text ?? cell;
        if (cell.value !== undefined) made.dataset.value = String(cell.value);
        row.append(made);
      });
      return row;
    }),
  );
}

/** Every symbol with its probability, from the likeliest down. */
export function fillDistribution(table, distribution, symbols) {
  const cell = (i) => ({ text: percent(distribution[i]), value: distribution[i] });
  fill(
    table,
    ranked(distribution).map((i) => [symbols[i].trim() ? shown(symbols[i]) : spoken(symbols[i]), cell(i)]),
  );
}

/** What happened at each letter of the beginning. */
export function fillLetters(table, rows) {
  fill(
    table,
    rows.map((row) => [
      row.letter,
      { text: percent(row.probability), value: row.probability },
      { text: row.entropy.toFixed(2), value: row.entropy },
      row.changed,
      { text: row.gradient.toPrecision(3), value: row.gradient },
    ]),
  );
}
