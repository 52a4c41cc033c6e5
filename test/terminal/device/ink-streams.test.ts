import { Box, render, Text } from 'ink';
import { createElement } from 'react';
import { describe, expect, test } from 'vitest';
import { TerminalInput, TerminalOutput } from '../../../src/terminal/device/ink-streams.ts';
import { createFrameWriter } from '../../../src/terminal/painter/painter.ts';

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

function open() {
  const frames: string[][] = [];
  let size = { columns: 30, rows: 5 };
  const output = new TerminalOutput({
    size: () => size,
    paint: lines => frames.push([...lines]),
    flush: done => setImmediate(done),
  });
  const resize = (columns: number, rows: number) => {
    size = { columns, rows };
    output.emit('resize');
  };
  const options = {
    stdin: new TerminalInput(),
    stdout: output,
    debug: true,
    interactive: true,
    exitOnCtrlC: false,
    patchConsole: false,
  };
  return { frames, resize, output, render: (text: string) => render(screen(text), options) };
}

function screen(text: string) {
  return createElement(
    Box,
    { flexDirection: 'column', width: '100%' },
    createElement(Text, null, text),
    createElement(Box, { justifyContent: 'flex-end' }, createElement(Text, null, '\u001B[31mend\u001B[39m')),
  );
}

describe('Ink writing to the terminal output', () => {
  test('every commit is one frame of lines', () => {
    const { frames, render } = open();
    const instance = render('one');
    expect(frames).toHaveLength(1);
    expect(frames[0]?.[0]).toBe('one');
    instance.rerender(screen('two'));
    expect(frames).toHaveLength(2);
    expect(frames[1]?.[0]).toBe('two');
    instance.unmount();
  });

  test('the first commit writes nothing where an early paint showed the same', () => {
    const { frames, render } = open();
    const size = { columns: 30, rows: 5 };
    const writer = createFrameWriter({ isSynchronized: true });
    writer.next([`one${' '.repeat(27)}`, `${' '.repeat(27)}\u001B[31mend\u001B[0m`], size);
    const instance = render('one');
    expect(writer.next(frames[0] ?? [], size)).toBe('');
    instance.rerender(screen('two'));
    expect(writer.next(frames[1] ?? [], size)).toBe('\u001B[?2026h\u001B[1Htwo\u001B[?2026l');
    instance.unmount();
  });

  test('a resize lays out anew', () => {
    const { frames, resize, render } = open();
    const instance = render('one');
    resize(12, 5);
    expect(frames.at(-1)?.[1]).toMatch(/^ {9}\S*end\S*$/);
    instance.unmount();
  });

  test('waiting for a flush and unmounting paint nothing else, and let Ink end', async () => {
    const { frames, render } = open();
    const instance = render('one');
    await instance.waitUntilRenderFlush();
    instance.unmount();
    await instance.waitUntilExit();
    expect(new Set(frames.map(lines => lines.join('\n')))).toHaveLength(1);
  });

  test('leaves the modes that Ink would switch to the device', () => {
    const { frames, output } = open();
    output.write('\u001B[?25h');
    output.write('\u001B[?2004h\u001B[?25l');
    expect(frames).toEqual([]);
    output.write('');
    expect(frames).toEqual([['']]);
  });
});
