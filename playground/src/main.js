/** Where the page starts. */

import kernel from 'built:kernel';
import worker from 'built:worker';

import { dataFrom } from './data.js';
import { Network } from './engine/network.js';
import { Explorer } from './view/explorer.js';
import { Shelf } from './view/shelf.js';
import { followNotebook } from './view/notebook.js';
import { Training } from './view/training.js';

const elements = Object.fromEntries([...document.querySelectorAll('[id]')].map((element) => [element.id, element]));
const data = dataFrom(elements.data.textContent);
const network = new Network(data.parameters, data.symbols);
const shelf = new Shelf({ list: elements.shelf, summary: elements['shelf-summary'] }, data.names);
elements.about.textContent =
  `${network.H} hidden units, ${network.V} symbols. Every name it makes is compared with the ` +
  `${data.names.length.toLocaleString('en')} names of the corpus.`;
new Training(elements, data, new Explorer(elements, network, shelf), { worker, kernel });
followNotebook(elements.theme);
