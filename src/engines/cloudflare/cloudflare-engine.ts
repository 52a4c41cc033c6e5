import { join } from 'node:path';
import type { Engine } from '../../contract/engine.ts';
import { InspectorError } from '../../model/errors.ts';
import { addressPath, resolvePath } from '../address-path.ts';
import { findState, nameOfState, namesInState, stateFolder } from '../wrangler-state.ts';

/** Workflows of `wrangler dev`, which keeps each instance in a file of its own. */
export const cloudflareEngine: Engine = {
  kind: 'cloudflare',
  isRemote: false,
  access: 'path',
  locate(text, where) {
    const [, path = '', port] = /^(.*?)(?::(\d{1,5}))?$/s.exec(addressPath(text)) ?? [];
    const found = findState(resolvePath(path, where), hasWorkflows);
    if (found !== undefined) return port === undefined ? found : `${found}:${port}`;
    throw new InspectorError('usage', `there are no workflows of wrangler dev at ${path || '.'}`, {
      hint: `name a project that holds ${stateFolder}, and where its server has another port: cloudflare:../shop:8790`,
    });
  },
  recognize: path => findState(path, hasWorkflows),
  detectedNames: [stateFolder],
  detect: folder => {
    const place = join(folder, stateFolder);
    return hasWorkflows(place) ? { place } : undefined;
  },
  nameOf: place => nameOfState(place) || 'cloudflare',
  open: async ({ place, target }) => {
    const { openCloudflareStore } = await import('./open-cloudflare-store.ts');
    return openCloudflareStore({ place, target });
  },
};

function hasWorkflows(place: string): boolean {
  return namesInState(place, 'workflows').some(name => name.startsWith('miniflare-workflows-'));
}
