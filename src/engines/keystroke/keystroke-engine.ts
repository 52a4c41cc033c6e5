import { homedir } from 'node:os';
import type { Engine } from '../../contract/engine.ts';
import { addressPath, resolvePath } from '../address-path.ts';

/** Never detected: targets name it. An empty place is `keystroke` in `PATH`, a word another name there. */
export const keystrokeEngine: Engine = {
  kind: 'keystroke',
  isRemote: true,
  access: 'path',
  mayWrite: true,
  locate(text, where) {
    const path = addressPath(text);
    return /[/\\]/.test(path) || path.startsWith('.') ? resolvePath(path, where) : path;
  },
  nameOf: place => (place.split(/[/\\]/).at(-1) || 'keystroke').replaceAll(',', '_'),
  open: async ({ place, writtenBy, projectFolder, secretVariables, target }) => {
    const { findProgram, openKeystrokeStore } = await import('./open-keystroke-store.ts');
    const where = { project: projectFolder(), home: homedir(), path: process.env.PATH };
    const file = findProgram({ place, writtenBy, ...where });
    return openKeystrokeStore({ file, cwd: process.cwd(), env: process.env, secretVariables, target });
  },
};
