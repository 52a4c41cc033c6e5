import { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** The keyboard as Ink reads it; keys typed earlier are kept. The device owns raw mode and `ref`. */
export class TerminalInput extends Readable {
  readonly isTTY = true;
  readonly #decoder = new StringDecoder('utf8');
  readonly #receiveText: (text: string) => void;

  /** Texts go to the listener, which pushes what is to be read. */
  constructor(receiveText?: (text: string) => void) {
    super({ encoding: 'utf8' });
    this.#receiveText = receiveText ?? (text => this.push(text));
  }

  /** Decodes a chunk; a character may be split between two. */
  receive(chunk: Uint8Array | string): void {
    const text = typeof chunk === 'string' ? chunk : this.#decoder.write(Buffer.from(chunk));
    if (text !== '') this.#receiveText(text);
  }

  /** Whether the keys are read, or only kept. */
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
