import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const golden = join(import.meta.dirname, '..', 'golden');

/** Folders of the frames of the screen; what commands print is no frame. */
const folders = ['screen', 'detail', 'compare', 'dialogs', 'hard'];

/** Every approved frame, by its file, and by its size where a file has several. */
export function goldenFrames(): ReadonlyMap<string, readonly string[]> {
  const files = folders.flatMap(folder => globSync(`${folder}/*.txt`, { cwd: golden })).sort();
  return new Map(files.flatMap(file => framesIn(file, readFileSync(join(golden, file), 'utf8'))));
}

function framesIn(file: string, text: string): readonly (readonly [string, readonly string[]])[] {
  if (!text.startsWith('══ ')) return [[file, toLines(text)]];
  return text
    .split(/^══ /mu)
    .filter(part => part !== '')
    .map(part => {
      const [size = '', ...lines] = part.replace(/\n\n$/u, '\n').split('\n');
      return [`${file} ${size}`, toLines(lines.join('\n'))];
    });
}

export function toLines(text: string): readonly string[] {
  return text.replace(/\n$/u, '').split('\n');
}
