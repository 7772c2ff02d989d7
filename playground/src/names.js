/** Whether a name is one of the corpus, nearly one, or new. */

/** How many letters have to be added, taken away or changed: V. I. Levenshtein, Soviet Physics Doklady 10 (1966). */
export function editDistance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      next.push(Math.min(next[j] + 1, row[j + 1] + 1, row[j] + (a[i] === b[j] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length];
}

/** How many letters may differ between a name and one it is "nearly": one, or one in six of a long name. */
export function nearEnough(name) {
  return name.length < 4 ? 0 : Math.max(1, Math.floor(name.length / 6));
}

/**
 * Compare a name with the corpus.
 *
 * @returns {{kind: 'real'|'nearly'|'new', near?: string}} with the nearest name of the corpus where it is nearly one
 */
export function compare(name, corpus) {
  const small = name.toLowerCase();
  if (corpus.includes(small)) return { kind: 'real' };
  let best = { distance: nearEnough(small) + 1 };
  for (const known of corpus) {
    if (Math.abs(known.length - small.length) >= best.distance) continue;
    const distance = editDistance(small, known);
    if (distance < best.distance) best = { distance, near: known };
  }
  return best.near ? { kind: 'nearly', near: best.near } : { kind: 'new' };
}

/** A name with a capital in front. */
export const capital = (name) => name.slice(0, 1).toUpperCase() + name.slice(1);
