import { statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Engine } from '../../contract/engine.ts';
import { InspectorError } from '../../model/errors.ts';
import { addressPath, readStart, resolvePath } from '../address-path.ts';

/** Exported histories, by `temporal workflow show -o json` or the user interface. */
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
  recognize: path => (isHistory(path) ? path : undefined),
  nameOf: place =>
    basename(place)
      .replace(/\.json$/i, '')
      .replaceAll(',', '_') || 'temporal',
  open: async options => (await import('./open-temporal-store.ts')).openTemporalStore(options),
};

const started =
  /"(?:event_?type)"\s*:\s*"(?:EVENT_TYPE_WORKFLOW_EXECUTION_STARTED|WorkflowExecutionStarted)"/i;

/** Whether its first event is that of a history; false for a pipe, which could block a reader for ever. */
function isHistory(path: string): boolean {
  if (!/\.json$/i.test(path) || !statSync(path, { throwIfNoEntry: false })?.isFile()) return false;
  return started.test(readStart(path, 2_048));
}
