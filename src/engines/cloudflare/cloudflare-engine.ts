import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Engine } from '../../contract/engine.ts';
import { InspectorError } from '../../model/errors.ts';
import { addressPath, resolvePath } from '../address-path.ts';

const stateFolder = join('.wrangler', 'state', 'v3');

/** Workflows of `wrangler dev`, which keeps each instance in a file of its own. */
export const cloudflareEngine: Engine = {
  kind: 'cloudflare',
  isRemote: false,
  access: 'path',
  locate(text, where) {
    const [, path = '', port] = /^(.*?)(?::(\d{1,5}))?$/s.exec(addressPath(text)) ?? [];
    const found = findState(resolvePath(path, where));
    if (found !== undefined) return port === undefined ? found : `${found}:${port}`;
    throw new InspectorError('usage', `there are no workflows of wrangler dev at ${path || '.'}`, {
      hint: `name a project that holds ${stateFolder}, and where its server has another port: cloudflare:../shop:8790`,
    });
  },
  recognize: findState,
  detectedNames: [stateFolder],
  detect: folder => {
    const place = join(folder, stateFolder);
    return hasWorkflows(place) ? { place } : undefined;
  },
  nameOf: place => {
    const folder = dirname(place);
    const isDefault = folder.endsWith(join('.wrangler', 'state'));
    return basename(isDefault ? dirname(dirname(folder)) : folder).replaceAll(',', '_') || 'cloudflare';
  },
  open: async ({ place, target }) => {
    const { openCloudflareStore } = await import('./open-cloudflare-store.ts');
    return openCloudflareStore({ place, target });
  },
};

/** The folder itself, that of a project, or one that was named by `--persist-to`. */
function findState(path: string): string | undefined {
  const inside = [stateFolder, join('state', 'v3'), 'v3'].map(name => join(path, name));
  return [path, ...inside].find(place => basename(place) === 'v3' && hasWorkflows(place));
}

function hasWorkflows(place: string): boolean {
  try {
    return readdirSync(join(place, 'workflows')).some(name => name.startsWith('miniflare-workflows-'));
  } catch {
    return false;
  }
}
