import { InspectorError } from '../model/errors.ts';

/** Throws on a Node in which the SQLite library crashes with a segmentation fault: no code can catch that. */
export function checkNode(version: string): void {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 19)) return;
  throw new InspectorError('unsupported', `runlens/recorder needs Node 22.19 or newer; this is ${version}`, {
    hint: 'run the program with a newer Node',
  });
}
