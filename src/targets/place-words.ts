import { storeInFolder } from '../database/sqlite/store-in-folder.ts';
import { engines } from './engines.ts';

/** What is looked for in a folder. */
export const foundWords = orList([storeInFolder, ...engines.flatMap(({ foundNames = [] }) => foundNames)]);

/** How the addresses of engines begin. */
const engineWords = orList(engines.map(({ kind }) => `${kind}:…`));

/** An address of any kind, in words. */
export const addressWords = `https://…, postgres://…, ${engineWords}`;

/** What to name where a text is no place of runs. */
export const placeHint = `name a file, a folder that holds ${foundWords}, or an address: ${addressWords}`;

function orList(words: readonly string[]): string {
  return [words.slice(0, -1).join(', '), ...words.slice(-1)].filter(part => part !== '').join(' or ');
}
