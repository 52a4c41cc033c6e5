import { describe, expect, test } from 'vitest';
import { linkText } from '../../../src/model/text/text-styles.ts';
import { displayWidth, fitText, sliceColumns, truncateText } from '../../../src/model/text/width.ts';
import { createFrameWriter } from '../../../src/terminal/painter/painter.ts';

const size = { columns: 40, rows: 2 };
const open = /\u001B\]8;id=\w+;https:\/\/a\.example\/\u001B\\/;
const close = '\u001B]8;;\u001B\\';
const link = linkText('a.example', 'https://a.example/');

describe('a link', () => {
  test('takes no columns, and is cut as a style is', () => {
    expect(displayWidth(`see ${link} now`)).toBe(17);
    expect(displayWidth(fitText(`see ${link}`, 30))).toBe(30);
    for (const cut of [truncateText(`see ${link} now`, 8), sliceColumns(`see ${link} now`, 6, 9)])
      expect(cut).toMatch(/\u001B\[9\d+m[^\u001B]+\u001B\[9000m/);
    expect(sliceColumns(`see ${link} now`, 0, 3)).toBe('see');
  });

  test('is written around its text alone, and ended with the frame', () => {
    const writer = createFrameWriter({ isSynchronized: false });
    const written = writer.next([`see ${link} now`, `\u001B[31m${link}`], size);
    expect(written).toMatch(new RegExp(`see ${open.source}a\\.example\\u001B\\]8;;\\u001B\\\\ now`));
    expect(written.lastIndexOf(close)).toBeGreaterThan(written.lastIndexOf('a.example'));
    expect(written).not.toMatch(/\u001B\[9\d{3,}m/);
  });

  test('is part of what the screen shows: only a change of it is written', () => {
    const writer = createFrameWriter({ isSynchronized: false });
    writer.next([`see ${link}`, ''], size);
    expect(writer.next([`see ${link}`, ''], size)).toBe('');
    const other = writer.next([`see ${linkText('a.example', 'https://b.example/')}`, ''], size);
    expect(other).toContain('https://b.example/');
    expect(other).not.toContain('see');
    const plain = writer.next(['see a.example', ''], size);
    expect(plain).toContain('a.example');
    expect(plain).not.toContain('https:');
  });

  test('keeps the colours around it', () => {
    const writer = createFrameWriter({ isSynchronized: false });
    const written = writer.next([`\u001B[31mred ${link} red\u001B[39m`, ''], size);
    expect(written).toMatch(new RegExp(`\\u001B\\[31mred ${open.source}a\\.example`));
    expect(written).not.toContain('\u001B[mred');
  });

  test('that nobody made is none', () => {
    const writer = createFrameWriter({ isSynchronized: false });
    const hostile = '\u001B]8;;https://evil.example\u0007x\u001B]8;;\u0007 \u001B[29999my\u001B[m';
    expect(writer.next([hostile, ''], size)).not.toMatch(/\]8;|evil/);
  });
});
