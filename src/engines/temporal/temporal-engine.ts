import { basename } from 'node:path';
import type { Engine } from '../../contract/engine.ts';
import { InspectorError } from '../../model/errors.ts';
import { addressPath, resolvePath } from '../address-path.ts';

/** Histories of workflow executions, as `temporal workflow show -o json` and its user interface export them. */
export const temporalEngine: Engine = {
  kind: 'temporal',
  isRemote: false,
  access: 'path',
  locate(text, where) {
    const path = addressPath(text);
    if (path !== '') return resolvePath(path, where);
    throw new InspectorError('usage', '"temporal:" names no file', {
      hint: 'write temporal:history.json, or temporal: and a folder of such files; a server cannot be read',
    });
  },
  nameOf: place =>
    basename(place)
      .replace(/\.json$/i, '')
      .replaceAll(',', '_') || 'temporal',
  open: async ({ place, target }) => {
    const { openTemporalStore } = await import('./open-temporal-store.ts');
    return openTemporalStore({ place, target });
  },
};
