import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The names, sizes and times of every file of a folder. */
export function fingerprint(folder: string): string {
  return globSync('**/*', { cwd: folder })
    .concat(globSync('.locks/**/*', { cwd: folder }))
    .sort()
    .map(name => {
      const { size, mtimeMs } = statSync(join(folder, name));
      return `${name} ${size} ${mtimeMs}`;
    })
    .join('\n');
}
