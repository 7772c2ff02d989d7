/** Where the page starts. */

import { dataFrom } from './data.js';
import { Network } from './engine/network.js';
import { Explorer } from './view/explorer.js';
import { Shelf } from './view/shelf.js';
import { followNotebook } from './view/notebook.js';

const elements = Object.fromEntries([...document.querySelectorAll('[id]')].map((element) => [element.id, element]));
const data = dataFrom(elements.data.textContent);
const network = new Network(data.parameters, data.symbols);
const shelf = new Shelf({ list: elements.shelf, summary: elements['shelf-summary'] }, data.names);
elements.about.textContent =
  `${network.H} hidden units, ${network.V} symbols. Every name it makes is compared with the ` +
  `${data.names.length.toLocaleString('en')} names of the corpus.`;
new Explorer(elements, network, shelf);
followNotebook(elements.theme);
