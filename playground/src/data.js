/** What the page was filled with by explore(): the network and the names it is compared with. */

const SIZES = { Wax: (H, V) => H * V, Waa: (H) => H * H, Wya: (H, V) => V * H, b: (H) => H, by: (H, V) => V };

/** Read float64 numbers, lower byte first, from base64. */
export function numbersFrom(text) {
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float64Array.from({ length: bytes.length / 8 }, (_, i) => view.getFloat64(8 * i, true));
}

/**
 * Take the filled-in text apart.
 *
 * @param {string} text JSON with `symbols`, `names`, `units` and `weights` (base64 of all five arrays in a row)
 * @returns {{symbols: string[], names: string[], parameters: Object<string, Float64Array>}}
 */
export function dataFrom(text) {
  const { symbols, names, units, weights } = JSON.parse(text);
  const all = numbersFrom(weights);
  const parameters = {};
  let start = 0;
  for (const [name, size] of Object.entries(SIZES)) {
    const count = size(units, symbols.length);
    parameters[name] = all.subarray(start, (start += count));
  }
  return { symbols, names, parameters };
}
