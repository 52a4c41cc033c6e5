import { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/**
 * The keyboard as Ink reads it. What is typed before Ink reads is kept. Raw mode and how long the process
 * lives are the device's concern, so the methods for them do nothing here.
 */
export class TerminalInput extends Readable {
  readonly isTTY = true;
  readonly #decoder = new StringDecoder('utf8');

  constructor() {
    super({ encoding: 'utf8' });
  }

  /** Passes on what the terminal sent; a character split between two chunks is put together. */
  receive(chunk: Uint8Array | string): void {
    const text = typeof chunk === 'string' ? chunk : this.#decoder.write(Buffer.from(chunk));
    if (text !== '') this.push(text);
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
