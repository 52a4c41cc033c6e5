import { join, resolve } from 'node:path';
import type { Engine } from '../../contract/engine.ts';

/**
 * The Keystroke command line, or another executable that takes its commands. It is never detected: a target
 * has to name it. An empty place is `keystroke` in `PATH`, a word is another name there.
 */
export const keystrokeEngine: Engine = {
  kind: 'keystroke',
  isRemote: true,
  mayWrite: true,
  locate(text, { base, home }) {
    const path = text.replace(/^\/\/(?=[/.~]|$)/, '');
    if (path.startsWith('~/')) return join(home, path.slice(2));
    return /[/\\]/.test(path) || path.startsWith('.') ? resolve(base, path) : path;
  },
  nameOf: place => (place.split(/[/\\]/).at(-1) || 'keystroke').replaceAll(',', '_'),
  open: async ({ place, givenBy, projectFolder, target }) => {
    const [{ findProgram }, { openKeystrokeStore }] = await Promise.all([
      import('./find-program.ts'),
      import('./open-keystroke-store.ts'),
    ]);
    const file = findProgram({ place, givenBy, project: projectFolder(), path: process.env.PATH });
    return openKeystrokeStore({ file, cwd: process.cwd(), env: process.env, target });
  },
};
