import { Writable } from 'node:stream';
import type { TerminalSize } from '../painter/terminal-size.ts';

export type TerminalOutputOptions = {
  readonly size: () => TerminalSize;
  readonly paint: (lines: readonly string[]) => void;
  readonly flush: (done: () => void) => void;
};

/** Modes that Ink switches itself (cursor, bracketed paste), but that the device owns. */
const modeSwitch = /^(?:\u001B\[\?\d+[hl])+$/;

/** Ink's output in debug mode: each write is a frame; an empty one with a callback waits for the flush. */
export class TerminalOutput extends Writable {
  readonly isTTY = true;
  readonly #options: TerminalOutputOptions;

  constructor(options: TerminalOutputOptions) {
    super({ decodeStrings: false });
    this.#options = options;
  }

  get columns(): number {
    return this.#options.size().columns;
  }

  get rows(): number {
    return this.#options.size().rows;
  }

  override write(chunk: unknown, ...rest: readonly unknown[]): boolean {
    const done = rest.find(argument => typeof argument === 'function');
    const text = String(chunk);
    const isFrame = !modeSwitch.test(text) && !(text === '' && done !== undefined);
    if (isFrame) this.#options.paint(text.split('\n'));
    if (done !== undefined) this.#options.flush(() => done());
    return true;
  }
}
