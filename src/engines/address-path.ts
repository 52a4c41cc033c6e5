import { join, resolve } from 'node:path';
import type { AddressContext } from '../contract/engine.ts';

/** The path in the text after `kind:`, without the `//` of a URL. */
export function addressPath(text: string): string {
  return text.replace(/^\/\/(?=[/.~]|$)/, '');
}

/** Resolves a path that may begin with `~`. */
export function resolvePath(path: string, { base, home }: AddressContext): string {
  return resolve(base, path === '~' || /^~[/\\]/.test(path) ? join(home, path.slice(1)) : path);
}
