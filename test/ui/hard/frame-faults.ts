import { displayWidth } from '../../../src/model/text/width.ts';
import type { State } from '../../../src/state/session/state.ts';

/** What no frame may have, whatever it shows; each fault with its line. */
export function faultsIn(frame: readonly string[], { size }: State): readonly string[] {
  const faults = frame.flatMap((line, at) =>
    Object.entries(lineFaults)
      .filter(([, isFault]) => isFault(line, size.columns))
      .map(([name]) => `${name}: ${at + 1}: ${line}`),
  );
  return frame.length === size.rows ? faults : [`${frame.length} lines`, ...faults];
}

const lineFaults: Readonly<Record<string, (line: string, columns: number) => boolean>> = {
  'too wide': (line, columns) => displayWidth(line) > columns,
  'a control character': line => /[\p{Cc}\u202A-\u202E\u2066-\u2069]/u.test(line),
  'half a character': line => /\p{Cs}|\uFFFD/u.test(line),
  'a secret': line => /invented-(?:key|token)/u.test(line),
};
