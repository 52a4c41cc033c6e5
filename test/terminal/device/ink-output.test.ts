import { Box, render, Text } from 'ink';
import { createElement } from 'react';
import { describe, expect, test } from 'vitest';
import { TerminalOutput } from '../../../src/terminal/device/ink-output.ts';
import { TerminalInput } from '../../../src/terminal/device/terminal-input.ts';
import { createFrameWriter } from '../../../src/terminal/painter/frame-writer.ts';

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
