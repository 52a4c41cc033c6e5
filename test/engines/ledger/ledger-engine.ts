import { statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Engine } from '../../../src/contract/engine.ts';
import { InspectorError } from '../../../src/model/errors.ts';

/**
 * The example of `docs/how-to/add-a-store.md`: an engine that keeps a JSON file for each run in the folder
 * `.ledger` of a project.
 */
export const ledgerEngine: Engine = {
  kind: 'ledger',
  isRemote: false,
  access: 'path',
  locate(text, { base, home }) {
    const path = resolve(base, text.startsWith('~/') ? join(home, text.slice(2)) : text);
    const place = ledgerAt(path) ?? (text !== '' && isFolder(path) ? path : undefined);
    if (place !== undefined) return place;
    throw new InspectorError('usage', `there is no ledger at ${text || '.'}`, {
      hint: 'write ledger: and the folder that holds the runs',
    });
  },
  recognize: ledgerAt,
  detectedNames: ['.ledger'],
  detect: folder => {
    const place = ledgerAt(folder);
    return place === undefined ? undefined : { place };
  },
  nameOf: place => basename(dirname(place)),
  open: async ({ place, target }) => {
    const { openLedgerStore } = await import('./open-ledger-store.ts');
    return openLedgerStore(place, target);
  },
};

/** The ledger that a path is, or that a project holds. */
function ledgerAt(path: string): string | undefined {
  return [path, join(path, '.ledger')].find(place => basename(place) === '.ledger' && isFolder(place));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
