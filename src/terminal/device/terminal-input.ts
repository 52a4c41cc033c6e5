import { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/**
 * The keyboard as Ink reads it. What is typed before anybody listens is kept; raw mode and the process's life
 * belong to the device, so asking this stream for them does nothing.
 */
export class TerminalInput extends Readable {
  readonly isTTY = true;
  readonly #decoder = new StringDecoder('utf8');

  constructor() {
    super({ encoding: 'utf8' });
  }

  /** Takes what the terminal sent; a character split between two chunks arrives whole. */
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
