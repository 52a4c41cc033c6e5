import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { caseKey } from '../../case-file/case-format.ts';
import type { Engine } from '../../contract/engine.ts';
import { InspectorError } from '../../model/errors.ts';
import { addressPath, readStart, resolvePath } from '../address-path.ts';

const ending = /\.case\.json$/i;
const start = new RegExp(`^\\ufeff?\\s*\\{\\s*"${caseKey}"`);
const startBytes = 1_024;

/** Files of `runlens case save`: runs with everything that was recorded of them, which nothing runs. */
export const caseEngine: Engine = {
  kind: 'case',
  isRemote: false,
  access: 'path',
  locate(text, where) {
    const path = addressPath(text);
    if (path !== '') return resolvePath(path, where);
    throw new InspectorError('usage', '"case:" names no file', { hint: 'write case:x.case.json' });
  },
  // A file with the name of one is opened, which says what is wrong with it.
  recognize: path => (isFile(path) && (ending.test(path) || isCase(path)) ? path : undefined),
  nameOf: place =>
    basename(place)
      .replace(/(?:\.case)?\.json$/i, '')
      .replaceAll(',', '_') || 'case',
  open: async options => (await import('./open-case-store.ts')).openCaseStore(options),
};

/** False for a pipe, which could block a reader for ever. */
function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function isCase(path: string): boolean {
  try {
    return /\.json$/i.test(path) && start.test(readStart(path, startBytes));
  } catch {
    return false;
  }
}
