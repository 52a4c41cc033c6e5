import { storeInFolder } from '../database/sqlite/store-in-folder.ts';
import { engines } from './engines.ts';

/** The names of the stores that are looked for in a folder. */
export const storeNames = orList([
  storeInFolder,
  ...engines.flatMap(({ detectedNames = [] }) => detectedNames),
]);

const engineWords = orList(engines.map(({ kind }) => `${kind}:…`));

export const addressForms = `https://…, postgres://…, ${engineWords}`;

/** What to name instead of a text that is no location. */
export const locationHint = `name a file, a folder that holds ${storeNames}, or an address: ${addressForms}`;

function orList(words: readonly string[]): string {
  return [words.slice(0, -1).join(', '), ...words.slice(-1)].filter(part => part !== '').join(' or ');
}
