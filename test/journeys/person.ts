import { expect } from 'vitest';
import { isWide } from '../../src/screen/shell/layout.ts';
import type { Size } from '../../src/screen/shell/state.ts';
import { copiedTexts } from '../pty/copied-texts.ts';
import type { Program, ProgramOptions } from '../pty/program.ts';
import { isRead, type Reading, runRows } from './reading.ts';

/** What is read in a wide window, with table and detail beside each other, and what in a narrow one. */
export type BySize = { readonly wide: Reading; readonly narrow: Reading };

/** Somebody at a terminal. */
export type Person = {
  /** Sets a variable of the shell in which programs are opened. */
  readonly sets: (variable: string, value: string) => void;
  /** Starts the inspector. */
  readonly opens: (...args: readonly string[]) => void;
  /** Presses keys, by the names that the screen gives them. */
  readonly presses: (...keys: readonly string[]) => void;
  readonly types: (text: string) => void;
  /** Waits until all of it is on the screen at once. */
  readonly reads: (...readings: readonly (Reading | BySize)[]) => Promise<void>;
  /** Waits until none of it is on the screen. */
  readonly readsNoMore: (...readings: readonly Reading[]) => Promise<void>;
  /** Waits for a list of so many runs, of which the head says the same. */
  readonly readsList: (count: number) => Promise<void>;
  /** Waits for what the group of a pattern stands for. */
  readonly notes: (pattern: RegExp) => Promise<string>;
  /** What was copied last. */
  readonly clipboard: () => string;
  /** Quits, and finds the terminal as it was. */
  readonly leaves: () => Promise<void>;
};

const keyCodes: Readonly<Record<string, string>> = {
  '↵': '\r',
  Esc: '\u001B',
  Tab: '\t',
  space: ' ',
  '^u': '\u0015',
};

export function createPerson(size: Size, start: (options: ProgramOptions) => Program): Person {
  const shell: Record<string, string> = {};
  let opened: Program | undefined;
  const at = (): Program => {
    if (!opened) throw new Error('nothing was opened');
    return opened;
  };
  const forSize = (reading: Reading | BySize): Reading =>
    typeof reading === 'object' && 'wide' in reading ? reading[isWide(size) ? 'wide' : 'narrow'] : reading;

  /** Waits until nothing is missing; fails at the line of the story, with what still is. */
  async function waitUntil(missing: (screen: readonly string[]) => readonly unknown[]): Promise<string[]> {
    try {
      return await at().waitFor(screen => missing(screen).length === 0);
    } catch (error) {
      const what = missing(at().screen()).join(', and ');
      throw new Error(`waited in ${size.columns}×${size.rows} to read ${what}`, { cause: error });
    }
  }

  return {
    sets: (variable, value) => {
      shell[variable] = value;
    },
    opens: (...args) => {
      opened = start({ args, env: shell, ...size });
    },
    presses: (...keys) => {
      for (const key of keys) at().send(keyCodes[key] ?? key);
    },
    types: text => at().send(text),
    reads: async (...readings) => {
      const all = readings.map(forSize);
      await waitUntil(screen => all.filter(reading => !isRead(screen, reading)));
    },
    readsNoMore: async (...readings) => {
      await waitUntil(screen =>
        readings.filter(reading => isRead(screen, reading)).map(reading => `no longer ${reading}`),
      );
    },
    readsList: async count => {
      const head = `1–${count} of ${count}`;
      await waitUntil(screen => [
        ...(isRead(screen, head) ? [] : [head]),
        ...(runRows(screen).length === count ? [] : [`${count} rows of runs`]),
      ]);
    },
    notes: async pattern => {
      const screen = await waitUntil(lines => (isRead(lines, pattern) ? [] : [pattern]));
      return pattern.exec(screen.join('\n'))?.[1] ?? '';
    },
    clipboard: () => copiedTexts(at().rawOutput()).at(-1) ?? '',
    leaves: async () => {
      at().send('q');
      expect(await at().exited).toMatchObject({ exitCode: 0 });
      expect(at().modes()).toMatchObject({
        isAlternate: false,
        isCursorHidden: false,
        isPasteBracketed: false,
      });
    },
  };
}
