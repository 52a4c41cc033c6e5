import type { Engine } from '../../contract/engine.ts';
import { namesInState, stateEngine, stateFolder } from '../wrangler-state.ts';

const engine = stateEngine({
  kind: 'cloudflare',
  shows: 'workflows',
  hint: `name a project that holds ${stateFolder}, and where its server has another port: cloudflare:../shop:8790`,
  detectedNames: [stateFolder],
  isKept: place => namesInState(place, 'workflows').some(name => name.startsWith('miniflare-workflows-')),
  open: async options => (await import('./open-cloudflare-store.ts')).openCloudflareStore(options),
});

/** Workflows of `wrangler dev`, which keeps each instance in a file of its own. */
export const cloudflareEngine: Engine = {
  ...engine,
  locate(text, where) {
    const [, path = '', port] = /^(.*?)(?::(\d{1,5}))?$/s.exec(text) ?? [];
    const found = engine.locate(path, where);
    return port === undefined ? found : `${found}:${port}`;
  },
};
