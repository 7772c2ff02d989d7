/** In a notebook the page is a frame: it takes the notebook's theme, and says how high it is. */

const LATER = 1000; // milliseconds

/** @param {HTMLSelectElement} theme where the reader may choose another one */
export function followNotebook(theme) {
  const { documentElement, body } = document;
  theme.addEventListener('change', () => {
    documentElement.dataset.theme = theme.value;
  });
  if (parent === window) return;
  addEventListener('message', ({ source, data }) => {
    if (source !== parent || !['light', 'dark'].includes(data?.theme)) return;
    theme.value = documentElement.dataset.theme = data.theme;
  });
  const tell = () => parent.postMessage({ explorer: true, height: Math.ceil(body.getBoundingClientRect().height) }, '*');
  tell(); // an observer sleeps while the frame is out of sight
  setTimeout(tell, LATER); // a notebook may begin to listen only after it has put the frame in its place
  new ResizeObserver(tell).observe(body);
}
