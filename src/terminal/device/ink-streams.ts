import { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { TerminalSize } from '../painter/painter.ts';

/** The keyboard as Ink reads it; earlier keys are kept. The device owns raw mode and `ref`. */
export class TerminalInput extends Readable {
  readonly isTTY = true;
  readonly #decoder = new StringDecoder('utf8');
  readonly #receiveText: (text: string) => void;

  constructor(receiveText?: (text: string) => void) {
    super({ encoding: 'utf8' });
    this.#receiveText = receiveText ?? (text => this.push(text));
  }

  /** A character may be split between two chunks. */
  receive(chunk: Uint8Array | string): void {
    const text = typeof chunk === 'string' ? chunk : this.#decoder.write(Buffer.from(chunk));
    if (text !== '') this.#receiveText(text);
  }

  isRead(): boolean {
    return this.listenerCount('readable') + this.listenerCount('data') > 0;
  }

  override _read(): void {}

  setRawMode(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}

type TerminalOutputOptions = {
  readonly size: () => TerminalSize;
  readonly paint: (lines: readonly string[]) => void;
  readonly flush: (done: () => void) => void;
};

/** Modes that Ink switches (cursor, bracketed paste), but the device owns. */
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

/** Hides `fetch` from Yoga's loader, whose call would load Node's HTTP client. */
export async function hideFetchWhile<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
  const descriptor = Object.getOwnPropertyDescriptor(globalThis, 'fetch');
  if (descriptor === undefined) return load();
  Reflect.deleteProperty(globalThis, 'fetch');
  try {
    return await load();
  } finally {
    Object.defineProperty(globalThis, 'fetch', descriptor);
  }
}
