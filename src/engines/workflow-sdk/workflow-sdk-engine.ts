import { basename, dirname, join, resolve } from 'node:path';
import type { Engine } from '../../contract/engine.ts';
import { InspectorError } from '../../model/errors.ts';
import { addressPath, resolvePath } from '../address-path.ts';
import { isFolder } from '../file-engine.ts';

/** Default data folders in a project, in the SDK's order of precedence. */
const places = [join('.next', 'workflow-data'), '.workflow-data', 'workflow-data'];
const placeVariable = 'WORKFLOW_LOCAL_DATA_DIR';

export const workflowSdkEngine: Engine = {
  kind: 'workflow-sdk',
  isRemote: false,
  access: 'path',
  locate: (text, where) => {
    const path = resolvePath(addressPath(text), where);
    const found = isData(path) || isFolder(join(path, 'runs')) ? path : findInside(path);
    if (found !== undefined) return found;
    throw new InspectorError('usage', `there is no data folder of the Workflow SDK at ${text || '.'}`, {
      hint: `name a folder that holds ${places.join(', ')}, or such a folder itself`,
    });
  },
  recognize: path => (isData(path) ? path : findInside(path)),
  detectedNames: places,
  placeVariable,
  detect: (folder, env) => {
    const named = env[placeVariable];
    if (named) {
      const place = resolve(folder, named);
      if (isFolder(place)) return { place, reason: placeVariable };
    }
    const place = findInside(folder);
    return place === undefined ? undefined : { place };
  },
  nameOf: place => projectName(place) || 'workflow-sdk',
  open: async ({ place, secretVariables, target }) => {
    const { openWorkflowStore } = await import('./open-workflow-store.ts');
    return openWorkflowStore({ folder: place, secretVariables, target });
  },
};

function findInside(path: string): string | undefined {
  return places.map(place => join(path, place)).find(isData);
}

function isData(path: string): boolean {
  if (!isFolder(path)) return false;
  const isOwnName = basename(path) === '.workflow-data' || path.endsWith(join('.next', 'workflow-data'));
  return isOwnName || (isFolder(join(path, 'runs')) && isFolder(join(path, 'events')));
}

function projectName(place: string): string {
  const parent = dirname(place);
  return basename(basename(parent) === '.next' ? dirname(parent) : parent);
}
