import { describe, expect, test } from 'vitest';
import { TerminalInput } from '../../../src/terminal/device/terminal-input.ts';

function listen(input: TerminalInput): string[] {
  const heard: string[] = [];
  input.on('readable', () => {
    for (let text = input.read(); text !== null; text = input.read()) heard.push(String(text));
  });
  return heard;
}

const aTick = () => new Promise(setImmediate);

describe('terminal input', () => {
  test('keeps what was typed before anybody listened, then passes on what follows', async () => {
    const input = new TerminalInput();
    input.receive(Buffer.from('jj'));
    input.receive('k');
    await aTick();
    const heard = listen(input);
    await aTick();
    expect(heard.join('')).toBe('jjk');
    input.receive(Buffer.from('q'));
    await aTick();
    expect(heard.join('')).toBe('jjkq');
  });

  test('keeps what arrives while nobody reads any more', async () => {
    const input = new TerminalInput();
    listen(input);
    input.receive('a');
    await aTick();
    input.removeAllListeners('readable');
    input.receive('b');
    await aTick();
    const heard = listen(input);
    await aTick();
    expect(heard.join('')).toBe('b');
  });

  test('a character split between chunks arrives whole, also when the encoding is set meanwhile', async () => {
    const input = new TerminalInput();
    const heard = listen(input);
    const bytes = Buffer.from('é世👩');
    for (const byte of bytes) {
      input.receive(Buffer.of(byte));
      input.setEncoding('utf8');
      await aTick();
    }
    expect(heard).toEqual(['é', '世', '👩']);
  });

  test('loses nothing of a paste larger than its buffer', async () => {
    const input = new TerminalInput();
    const paste = 'x'.repeat(300_000);
    for (let at = 0; at < paste.length; at += 65_536)
      input.receive(Buffer.from(paste.slice(at, at + 65_536)));
    const heard = listen(input);
    await aTick();
    expect(heard.join('')).toBe(paste);
  });
});
