import { join } from 'node:path';
import type { Engine } from '../../contract/engine.ts';
import { InspectorError } from '../../model/errors.ts';
import { addressPath, resolvePath } from '../address-path.ts';
import { findState, nameOfState, namesInState, stateFolder } from '../wrangler-state.ts';

export const traceFolder = join('observability', 'miniflare-wobs-trace-store');

/** Local traces: what `wrangler dev` records of each request, cron and message that a worker handles. */
export const cloudflareTracesEngine: Engine = {
  kind: 'cloudflare-traces',
  isRemote: false,
  access: 'path',
  locate(text, where) {
    const path = addressPath(text);
    const found = findState(resolvePath(path, where), hasTraces);
    if (found !== undefined) return found;
    throw new InspectorError('usage', `there are no traces of wrangler dev at ${path || '.'}`, {
      hint: `name a project that holds ${join(stateFolder, traceFolder)}`,
    });
  },
  // Not the folder itself, which may hold workflows too: it is shown with the kind before it.
  recognize(path) {
    const found = findState(path, hasTraces);
    return found === path ? undefined : found;
  },
  detect: folder => {
    const place = join(folder, stateFolder);
    return hasTraces(place) ? { place } : undefined;
  },
  nameOf: place => nameOfState(place) || 'cloudflare-traces',
  open: async ({ place, target }) => {
    const { openCloudflareTracesStore } = await import('./open-cloudflare-traces-store.ts');
    return openCloudflareTracesStore({ place, target });
  },
};

function hasTraces(place: string): boolean {
  return namesInState(place, traceFolder).some(name => /^[\da-f]{64}\.sqlite$/.test(name));
}
