import { join } from 'node:path';
import type { Engine } from '../../contract/engine.ts';
import { namesInState, stateEngine, stateFolder } from '../wrangler-state.ts';

export const traceFolder = join('observability', 'miniflare-wobs-trace-store');

const engine = stateEngine({
  kind: 'cloudflare-traces',
  shows: 'traces',
  hint: `name a project that holds ${join(stateFolder, traceFolder)}`,
  isKept: place => namesInState(place, traceFolder).some(name => /^[\da-f]{64}\.sqlite$/.test(name)),
  open: async options =>
    (await import('./open-cloudflare-traces-store.ts')).openCloudflareTracesStore(options),
});

/** Local traces: what `wrangler dev` records of each request, cron and message that a worker handles. */
export const cloudflareTracesEngine: Engine = {
  ...engine,
  // Not the folder itself, which may hold workflows too: the engine for those comes first.
  recognize(path) {
    const found = engine.recognize?.(path);
    return found === path ? undefined : found;
  },
};
