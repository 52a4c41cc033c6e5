import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { AddressContext } from '../contract/engine.ts';

/** The path in the text after `kind:`, without the `//` of a URL. */
export function addressPath(text: string): string {
  return text.replace(/^\/\/(?=[/.~]|$)/, '');
}

export function resolvePath(path: string, { base, home }: AddressContext): string {
  return resolve(base, path === '~' || /^~[/\\]/.test(path) ? join(home, path.slice(1)) : path);
}

/** The start of a file as text; empty for what is no file. Throws the file system's errors. */
export function readStart(path: string, length: number, encoding: BufferEncoding = 'utf8'): string {
  const file = openSync(path, 'r');
  try {
    if (!fstatSync(file).isFile()) return '';
    const bytes = Buffer.alloc(length);
    return bytes.toString(encoding, 0, readSync(file, bytes, 0, length, 0));
  } finally {
    closeSync(file);
  }
}
