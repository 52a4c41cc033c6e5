import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { displayWidth } from '../../../src/model/text/width.ts';
import {
  applyShift,
  createFrameWriter,
  findShift,
  shiftSequence,
} from '../../../src/terminal/painter/painter.ts';
import { createHeadless, type ScreenCell, screenCells, screenLines, writeTo } from '../../pty/headless.ts';
import { trials } from '../../trials.ts';

const size = { columns: 24, rows: 6 };

function createWriter() {
  return createFrameWriter({ isSynchronized: true });
}

function cutRow(cells: readonly ScreenCell[], columns: number): ScreenCell[] {
  const cut: ScreenCell[] = [];
  let column = 0;
  for (const cell of cells) {
    if (column === columns) break;
    const fits = column + cell.width <= columns;
    cut.push(fits ? cell : { ...cell, text: ' ', width: 1 });
    column += fits ? cell.width : 1;
  }
  return cut;
}

/** What the lines look like on a wider terminal that gets them by plain writes, cut at the edge. */
async function plainlyShown(lines: readonly string[], at = size) {
  const terminal = createHeadless(at.columns * 4, at.rows);
  const placed = lines.slice(0, at.rows).map((line, row) => `\u001B[${row + 1}H\u001B[m${line}`);
  await writeTo(terminal, placed.join(''));
  return screenCells(terminal).map(row => cutRow(row, at.columns));
}

async function shown(frames: readonly (readonly string[])[], at = size, unicode = 'modern') {
  const writer = createWriter();
  const terminal = createHeadless(at.columns, at.rows);
  terminal.unicode.activeVersion = unicode;
  const written: string[] = [];
  await writeTo(terminal, '\u001B[?7lleft over');
  for (const lines of frames) {
    const text = writer.next(lines, at);
    written.push(text);
    await writeTo(terminal, text);
  }
  return { terminal, last: written.at(-1) ?? '' };
}

/** The plain letters of the first row, each with the column it stands in. */
function lettersByColumn(terminal: ReturnType<typeof createHeadless>): string[] {
  const letters: string[] = [];
  let column = 0;
  for (const cell of screenCells(terminal)[0] ?? []) {
    if (/^[a-z|]$/.test(cell.text)) letters.push(`${cell.text}${column}`);
    column += cell.width;
  }
  return letters;
}

function intendedLetters(line: string): string[] {
  let column = 0;
  const letters: string[] = [];
  for (const { segment } of new Intl.Segmenter().segment(line)) {
    if (/^[a-z|]$/.test(segment)) letters.push(`${segment}${column}`);
    column += displayWidth(segment);
  }
  return letters.filter(letter => Number(letter.slice(1)) < size.columns);
}

const codes = [
  '0',
  '1',
  '2',
  '22',
  '3',
  '23',
  '4',
  '24',
  '7',
  '27',
  '31',
  '39',
  '42',
  '49',
  '38;5;208',
  '48;2;1;2;3',
  '1;31',
  '',
];
const glyphs = ['世', '界', 'か', '│', '…', '✖', '▌', 'é', 'ñ', '    ', '⚠', 'e\u0301', '🚀', '👩'];
const piece = fc.oneof(
  { weight: 4, arbitrary: fc.stringMatching(/^[ -~]{0,6}$/) },
  { weight: 2, arbitrary: fc.constantFrom(...codes).map(code => `\u001B[${code}m`) },
  { weight: 1, arbitrary: fc.constantFrom(...glyphs) },
);
const line = fc.array(piece, { maxLength: 7 }).map(pieces => pieces.join(''));
const frame = fc.array(line, { maxLength: 8 });
/** The same rows with a few taken out or put in at some place, as when a list scrolls. */
const scrolledFrames = fc
  .record({
    rows: fc.array(line, { minLength: 12, maxLength: 16 }),
    top: fc.nat(3),
    steps: fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 4 }),
    header: line,
  })
  .map(({ rows, top, steps, header }) => {
    let offset = 4;
    return [0, ...steps].map(step => {
      offset = Math.max(0, offset + step);
      return [...Array.from({ length: top }, () => header), ...rows.slice(offset, offset + 10 - top)];
    });
  });

describe('frame writer', () => {
  test('a screen that got a series of frames shows the last one, whatever came before', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(frame, { minLength: 1, maxLength: 5 }), async frames => {
        const { terminal } = await shown(frames);
        expect(screenCells(terminal)).toEqual(await plainlyShown(frames.at(-1) ?? []));
      }),
      { numRuns: trials(150, 40), interruptAfterTimeLimit: 15_000 },
    );
  });

  test('a list that scrolls inside a frame is shown right after every step', async () => {
    const at = { columns: 24, rows: 10 };
    await fc.assert(
      fc.asyncProperty(scrolledFrames, async frames => {
        const { terminal } = await shown(frames, at);
        expect(screenCells(terminal)).toEqual(await plainlyShown(frames.at(-1) ?? [], at));
      }),
      { numRuns: trials(150, 40), interruptAfterTimeLimit: 15_000 },
    );
  });

  test('writes nothing for a frame that looks the same, however it is spelled', async () => {
    const { last } = await shown([
      ['\u001B[31mred\u001B[39m \u001B[1mbold\u001B[22m', 'text'],
      ['\u001B[0;31mr\u001B[31med\u001B[0m \u001B[1mbold\u001B[0m   ', 'text\u001B[32m', '', ''],
    ]);
    expect(last).toBe('');
  });

  test('writes one changed cell and nothing around it', async () => {
    const { last } = await shown([
      ['first', 'the count is 41 now'],
      ['first', 'the count is 42 now'],
    ]);
    expect(last).toBe('\u001B[?2026h\u001B[2;15H2\u001B[?2026l');
  });

  test('gives a change inside a styled line its style, and none to what follows', async () => {
    const { last } = await shown([
      ['\u001B[7;31mabcdef\u001B[27;39mghi'],
      ['\u001B[7;31mabcdeF\u001B[27;39mGhi'],
    ]);
    expect(last).toBe('\u001B[?2026h\u001B[1;6H\u001B[7;31mF\u001B[mG\u001B[?2026l');
  });

  test('erases what a shorter line leaves, without its colour', async () => {
    const { last, terminal } = await shown([['\u001B[44mlong blue line'], ['\u001B[44mlong']]);
    expect(last).toBe('\u001B[?2026h\u001B[1;5H\u001B[K\u001B[?2026l');
    expect(screenCells(terminal)[0]?.[4]?.background).toBeUndefined();
  });

  test('writes no synchronization where it would be printed', () => {
    const writer = createFrameWriter({ isSynchronized: false });
    expect(writer.next(['a'], size)).toBe('\u001B[m\u001B[2J\u001B[1Ha');
  });

  test('cuts what is wider or longer than the screen, and halves no wide character', async () => {
    const wide = `${'x'.repeat(size.columns - 1)}世界`;
    const { terminal } = await shown([[wide, 'y'.repeat(100), ...Array.from({ length: 20 }, () => 'z')]]);
    const lines = screenLines(terminal);
    expect(lines[0]).toBe('x'.repeat(size.columns - 1));
    expect(lines[1]).toBe('y'.repeat(size.columns));
    expect(terminal.buffer.active.length).toBe(size.rows);
  });

  test('paints whole after the size changed or the screen was lost', async () => {
    const writer = createWriter();
    writer.next(['a', 'b'], size);
    expect(writer.next(['a', 'b'], { columns: 30, rows: 6 })).toContain('\u001B[2J\u001B[1Ha\u001B[2Hb');
    writer.forget();
    expect(writer.next(['a', 'b'], { columns: 30, rows: 6 })).toContain('\u001B[2J\u001B[1Ha\u001B[2Hb');
  });

  test('lets nothing but text and style through', async () => {
    const hostile = [
      'a\u001B]52;c;aGVsbG8=\u0007b\u001B[2Jc\u001B[5;5Hd',
      'e\u001B]0;title\u001B\\f\u001BPq\u001B\\g\u001B[?1049lh\u001Bci\u0007\u0008\rj\nk\u009B2Jl\u007Fm',
      'n\u001B[?1;5mo\u001B[>1mp\u001B[ q\u001B',
    ];
    const { last, terminal } = await shown([hostile]);
    expect(screenLines(terminal).slice(0, 3)).toEqual(['abcd', 'efghijk2Jlm', 'nop']);
    expect(last.replaceAll(/\u001B\[(?:\?2026[hl]|\d*(?:;\d*)?[HGm]|2J|K)/g, '')).toMatch(/^[ -~]*$/);
  });

  test('halves no wide character at the edge, and leaves nothing of what was there', async () => {
    const { terminal } = await shown([['z'.repeat(size.columns)], [`${'x'.repeat(size.columns - 1)}世`]]);
    expect(screenLines(terminal)[0]).toBe('x'.repeat(size.columns - 1));
  });

  test.each([
    ['takes each code point by itself', 'modern'],
    ['is older than emoji', '6'],
  ])(
    'keeps every column where the terminal %s',
    async (_what, version) => {
      const sequences = ['👨‍👩‍👧', '🚀', '❤️', '🇩🇪', '⌚', '👍🏽'];
      const risky = fc.oneof(fc.constantFrom(...sequences), fc.stringMatching(/^[a-z|]{0,3}$/));
      const riskyLine = fc.array(risky, { maxLength: 5 }).map(pieces => pieces.join(''));
      await fc.assert(
        fc.asyncProperty(fc.array(riskyLine, { minLength: 1, maxLength: 5 }), async lines => {
          const { terminal } = await shown(
            lines.map(text => [text]),
            size,
            version,
          );
          expect(lettersByColumn(terminal)).toEqual(intendedLetters(lines.at(-1) ?? ''));
        }),
        { numRuns: trials(100, 25), interruptAfterTimeLimit: 10_000 },
      );
    },
    20_000,
  );
});

describe('the size of a frame at 200×50', () => {
  const at = { columns: 200, rows: 50 };
  const status = [
    '\u001B[31m✖ Failed\u001B[39m   ',
    '\u001B[32m✔ Success\u001B[39m  ',
    '\u001B[36m● Running\u001B[39m  ',
  ];
  const row = (index: number, isSelected: boolean) => {
    const text =
      `${status[index % 3]} run-${index}`.padEnd(60) + `Webhook · signup ${index * 37}ms`.padEnd(120);
    return isSelected ? `\u001B[36m▌\u001B[39m \u001B[7m${text}\u001B[27m` : `  ${text}`;
  };
  const table = (top: number, selected: number) => [
    ` runs ${top + 1}–${top + 45}`,
    '',
    ...Array.from({ length: 45 }, (_, index) => row(top + index, top + index === selected)),
    ' j/k move',
  ];

  test.each([
    ['a move of the selection', table(0, 20), table(0, 21)],
    ['a step that scrolls down', table(0, 44), table(1, 45)],
    ['a step that scrolls up', table(1, 1), table(0, 0)],
  ])('%s takes less than 1 KB', (_what, before, after) => {
    const writer = createWriter();
    writer.next(before, at);
    const bytes = Buffer.byteLength(writer.next(after, at));
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(1_024);
  });
});

const list = (...rows: readonly number[]) => rows.map(row => `row ${row}`);

describe('a shift of rows', () => {
  test('is found inside of what stays, up and down', () => {
    const before = ['head', ...list(0, 1, 2, 3, 4, 5, 6, 7), 'foot'];
    const after = ['head', ...list(2, 3, 4, 5, 6, 7, 8, 9), 'foot'];
    expect(findShift(before, after)).toEqual({ top: 1, bottom: 8, by: 2 });
    expect(findShift(after, before)).toEqual({ top: 1, bottom: 8, by: -2 });
  });

  test('ends where the rows differ', () => {
    const before = ['head', ...list(0, 1, 2, 3, 4, 5, 6, 7)];
    const after = ['head', ...list(1, 2, 3, 4, 99, 6, 7, 8)];
    expect(findShift(before, after)).toEqual({ top: 1, bottom: 5, by: 1 });
  });

  test.each([
    ['nothing changed', list(0, 1, 2, 3, 4, 5), list(0, 1, 2, 3, 4, 5)],
    ['a few rows changed', list(0, 1, 2, 3, 4, 5), list(0, 1, 9, 3, 4, 5)],
    ['too few rows moved', list(0, 1, 2, 3, 4, 5), list(1, 2, 3, 9, 10, 11)],
    ['everything is new', list(0, 1, 2, 3, 4, 5), list(6, 7, 8, 9, 10, 11)],
    ['the rows are all alike', ['', '', '', '', '', ''], ['', '', '', '', '', '']],
  ])('is none when %s', (_what, before, after) => {
    expect(findShift(before, after)).toBeUndefined();
  });

  test('moves a list as the terminal moves its rows', () => {
    const rows = ['a', 'b', 'c', 'd', 'e'];
    applyShift(rows, { top: 1, bottom: 3, by: 1 }, '-');
    expect(rows).toEqual(['a', 'c', 'd', '-', 'e']);
    applyShift(rows, { top: 0, bottom: 4, by: -2 }, '-');
    expect(rows).toEqual(['-', '-', 'a', 'c', 'd']);
  });

  test('is written as a scroll of those rows only', () => {
    expect(shiftSequence({ top: 1, bottom: 8, by: 2 })).toBe('\u001B[2;9r\u001B[2S\u001B[r');
    expect(shiftSequence({ top: 0, bottom: 8, by: -1 })).toBe('\u001B[1;9r\u001B[1T\u001B[r');
  });
});
