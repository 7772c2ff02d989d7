/**
 * Writes the page that travels with utils: node build.js [FILE]
 *
 * Everything is put into the one file: script, style, and the licences of what was bundled. explore() fills {{DATA}}.
 */

import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import asc from 'assemblyscript/asc';
import { build } from 'esbuild';

const HERE = dirname(fileURLToPath(import.meta.url));
const PAGE = join(HERE, '..', 'utils', 'explore', 'page.html');
const OPTIONS = { absWorkingDir: HERE, bundle: true, minify: true, write: false, metafile: true, charset: 'utf8' };

const KERNEL = ['kernel.ts', '-O3', '--runtime', 'stub', '--noAssert', '--enable', 'simd', '--outFile', 'kernel.wasm'];

/** Compile the kernel to WebAssembly. */
export async function kernel() {
  let binary;
  const { error, stderr } = await asc.main(KERNEL, {
    readFile: (name) => readFile(join(HERE, 'src', 'engine', name), 'utf8').catch(() => null),
    writeFile: (_, contents) => (binary = contents),
    listFiles: () => [],
  });
  if (error) throw new Error(`${error.message}\n${stderr}`);
  return binary;
}

/** What main.js imports and is made here: the kernel as bytes, the worker as text. */
const built = {
  name: 'built',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^built:/ }, ({ path }) => ({ path, namespace: 'built' }));
    onLoad({ filter: /^built:kernel$/, namespace: 'built' }, async () => ({ contents: await kernel(), loader: 'binary' }));
    onLoad({ filter: /^built:worker$/, namespace: 'built' }, async () => {
      const { text } = await bundled('src/worker.js', { format: 'iife', target: 'es2022' });
      return { contents: text, loader: 'text' };
    });
  },
};

/** Bundle one entry, and return its text and the packages that are in it. */
async function bundled(entry, options = {}) {
  const { outputFiles, metafile } = await build({ ...OPTIONS, entryPoints: [entry], ...options });
  const inputs = Object.keys(metafile.inputs).map((path) => /node_modules\/([^/]+)\//.exec(path)?.[1]);
  return { text: outputFiles[0].text.trim(), packages: new Set(inputs.filter(Boolean)) };
}

/** The licences of some packages, each text once, as a comment. */
async function licenses(packages) {
  const byText = new Map();
  for (const name of [...packages].sort()) {
    const text = (await readFile(join(HERE, 'node_modules', name, 'LICENSE'), 'utf8')).trim();
    byText.set(text, [...(byText.get(text) ?? []), name]);
  }
  const parts = [...byText].map(([text, names]) => `${names.join(', ')}:\n${text}`);
  return `<!-- Bundled here:\n\n${parts.join('\n\n')}\n-->`;
}

/** Make the page. */
export async function page() {
  const script = await bundled('src/main.js', { format: 'iife', target: 'es2022', plugins: [built] });
  const style = await bundled('src/style.css');
  const template = await readFile(join(HERE, 'src', 'page.html'), 'utf8');
  const parts = {
    '<!--LICENSES-->': await licenses(script.packages),
    '/*STYLE*/': style.text,
    '/*SCRIPT*/': script.text,
  };
  return Object.entries(parts).reduce((text, [mark, part]) => text.replace(mark, () => part), template);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(process.argv[2] ?? PAGE, await page());
}
