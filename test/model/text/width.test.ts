import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { simpleWidth } from '../../../src/model/text/char-width.ts';
import {
  displayWidth,
  fitText,
  sliceColumns,
  truncateMiddle,
  truncateText,
  walkColumns,
} from '../../../src/model/text/width.ts';
import { oneIn, trials } from '../../trials.ts';

const family = '👨‍👩‍👧‍👦';

/** Pieces that join, widen, vanish or stand alone, so that random sequences of them meet every rule. */
const pieces = [
  ...['a', 'Z', '1', '#', '*', ' ', 'é', 'ß', '…', '─', '█', '▌', '✖', '✔', '☝', '☺', '©', '™'],
  ...[
    '日',
    '本',
    'ア',
    'ｱ',
    'ﾞ',
    'ﾟ',
    'Ａ',
    '！',
    '한',
    '가',
    '\u1100',
    '\u1161',
    '\u11a8',
    '\ua960',
    '\ud7b0',
  ],
  ...[
    '\u0301',
    '\u20e3',
    '\u20dd',
    '\u200d',
    '\u200b',
    '\ufe0f',
    '\ufe0e',
    '\u{e0100}',
    '\u2060',
    '\u00ad',
    '\ufeff',
  ],
  ...[
    '👩',
    '🚀',
    '❤',
    '♂',
    '💻',
    '🏳',
    '🏴',
    '🌈',
    '\u{1f3fb}',
    '\u{1f3ff}',
    '🇩',
    '🇪',
    '🇿',
    '\u{e0067}',
    '\u{e007f}',
  ],
  ...[
    'ก',
    'ำ',
    'ิ',
    'क',
    '्',
    'ष',
    'ि',
    'ா',
    'ം',
    'א',
    'ם',
    'ع',
    '\u0600',
    '\u064b',
    '𝒳',
    '𠀀',
    '\ud800',
    '\udc00',
  ],
  ...[
    '\u0000',
    '\t',
    '\n',
    '\r',
    '\u0085',
    '\u3164',
    '\uffa0',
    '\u115f',
    '\u303d',
    '\u3099',
    '㊗',
    '🅰',
    '🀄',
    '🃏',
  ],
];
const text = fc.array(fc.constantFrom(...pieces), { maxLength: 24 }).map(parts => parts.join(''));
const anyCode = fc.oneof(
  fc.integer({ min: 0, max: 0x30ff }),
  fc.integer({ min: 0x1f000, max: 0x1fbff }),
  fc.integer({ min: 0, max: 0x10ffff }),
);
const style = fc.constantFrom(
  '\x1b[31m',
  '\x1b[39m',
  '\x1b[1m',
  '\x1b[22m',
  '\x1b[38;5;12m',
  '\x1b[0m',
  '\x1b[7m',
);
const styled = fc
  .array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...'abc日本🚀é'.split(/(?:)/u), family) }, style), {
    maxLength: 24,
  })
  .map(parts => parts.join(''));

/** Ideographs, syllables and whole planes are alike: samples of them do. Only CI tries the others whole. */
function stepAt(code: number): number {
  if (code >= 0x20000) return oneIn(89, 1_999);
  const isAlike = [
    [0x3400, 0x9f00],
    [0xac00, 0xd700],
    [0xe000, 0xf8f0],
    [0x17000, 0x18a00],
    [0x12000, 0x16800],
  ].some(([from = 0, to = 0]) => code >= from && code < to);
  if (isAlike) return oneIn(13, 199);
  const isRare =
    code >= 0xa000 && !(code >= 0xf900 && code < 0x10000) && !(code >= 0x1f000 && code < 0x1fb00);
  return isRare ? oneIn(1, 17) : oneIn(1, 3);
}

describe('displayWidth', () => {
  it.each([
    ['', 0],
    ['hello', 5],
    ['日本語', 6],
    ['ｶﾞｷﾞ', 4],
    ['Ａ', 2],
    ['e\u0301', 1],
    [family, 2],
    ['👍🏽', 2],
    ['☝🏽', 2],
    ['❤', 1],
    ['❤️', 2],
    ['1️⃣', 2],
    ['🇩🇪', 2],
    ['🇩🇪🇫🇷', 4],
    ['🇿🇿', 1],
    ['🏴󠁧󠁢󠁥󠁮󠁧󠁿', 2],
    ['한국', 4],
    ['\u1112\u1161\u11ab', 2],
    ['\u200b', 0],
    ['ไทย', 3],
    ['नमस्ते', 3],
    ['\x1b[31mred\x1b[39m', 3],
    ['\x1b[38;2;1;2;3m日\x1b[0m', 2],
  ])('counts %j as %i columns', (value, columns) => {
    expect(displayWidth(value)).toBe(columns);
  });

  it('agrees with string-width on every code point, alone and between letters', () => {
    const wrong: string[] = [];
    for (let code = 0; code <= 0x10ffff; code += stepAt(code)) {
      // The escape character and its 8-bit twin start what string-width strips.
      if (code === 0x1b || code === 0x9b) continue;
      const char = String.fromCodePoint(code);
      const isSame = displayWidth(char) === stringWidth(char);
      // Only what is taken to be simple is counted without a look at its neighbours.
      const isSameInside =
        simpleWidth(code) === 0 || displayWidth(`a${char}日`) === stringWidth(`a${char}日`);
      if (!isSame || !isSameInside) wrong.push(code.toString(16));
    }
    expect(wrong).toEqual([]);
  });

  it('agrees with string-width on every emoji that may take a skin tone or a variation selector', () => {
    const wrong: string[] = [];
    for (let code = 0x20; code <= 0x1faff; code += 1) {
      if (code > 0xff && code % oneIn(1, 3) > 0) continue;
      const char = String.fromCodePoint(code);
      if (!/\p{Emoji}/u.test(char)) continue;
      for (const tail of [
        '\ufe0f',
        '\ufe0e',
        '\u{1f3fd}',
        '\ufe0f\u{1f3fd}',
        '\ufe0f\u20e3',
        '\u20e3',
        '\u200d👩',
        '\u200d',
        '\u0301',
      ]) {
        if (displayWidth(char + tail) !== stringWidth(char + tail)) wrong.push(char + tail);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('agrees with string-width on every pair of regional indicators', () => {
    const letters = Array.from({ length: 26 }, (_, at) => String.fromCodePoint(0x1f1e6 + at));
    const pairs = letters.flatMap(first => letters.map(second => first + second));
    expect(pairs.filter(pair => displayWidth(pair) !== stringWidth(pair))).toEqual([]);
  });

  it('agrees with string-width on random sequences of what joins, widens and vanishes', () => {
    fc.assert(
      fc.property(text, value => {
        expect(displayWidth(value)).toBe(stringWidth(value));
      }),
      { numRuns: trials(5000) },
    );
  });

  it('agrees with string-width on random text of any kind', () => {
    fc.assert(
      fc.property(fc.array(anyCode, { maxLength: 20 }), codes => {
        const value = String.fromCodePoint(...codes).replace(/[\x1b\x9b]/g, '');
        expect(displayWidth(value)).toBe(stringWidth(value));
      }),
      { numRuns: trials(1000) },
    );
  });

  it('counts clusters that are longer than it reads at once', () => {
    const marks = `e${'\u0301'.repeat(1000)}`;
    expect(displayWidth(`${marks}x${marks}`)).toBe(3);
    expect(displayWidth(family.repeat(100))).toBe(200);
    // What is longer than any emoji is counted as the character it starts with.
    expect(displayWidth(Array(30).fill('❤').join('\u200d'))).toBe(1);
  });
});

describe('fitText', () => {
  it.each([
    ['ab', 4, 'ab  '],
    ['abcd', 4, 'abcd'],
    ['abcde', 4, 'abc…'],
    ['abcde', 1, '…'],
    ['abcde', 0, ''],
    ['abcde', -3, ''],
    ['日本語', 6, '日本語'],
    ['日本語', 5, '日本…'],
    ['日本語', 4, '日… '],
    ['日本語', 2, '… '],
    ['日', 1, '…'],
    ['e\u0301e\u0301e\u0301', 2, 'e\u0301…'],
    ['abc\u0301', 3, 'abc\u0301'],
    ['abc\u0301', 2, 'a…'],
    [`${family}${family}`, 3, `${family}…`],
    [`ab${family}`, 3, 'ab…'],
  ])('fits %j into %i columns as %j', (value, width, expected) => {
    expect(fitText(value, width)).toBe(expected);
  });

  it('aligns to the end', () => {
    expect(fitText('4.2s', 8, { align: 'end' })).toBe('    4.2s');
    expect(fitText('日', 4, { align: 'end' })).toBe('  日');
  });

  it('closes at the cut the styles that are on there, and only those', () => {
    expect(fitText('\x1b[31mabcdef\x1b[39m', 4)).toBe('\x1b[31mabc…\x1b[39m');
    expect(fitText('\x1b[31mab\x1b[39mcdef', 4)).toBe('\x1b[31mab\x1b[39mc…');
    expect(fitText('\x1b[1;31mab\x1b[22mcdef', 4)).toBe('\x1b[1;31mab\x1b[22mc…\x1b[39m');
    expect(fitText('\x1b[38;5;9;7mabcdef\x1b[0m', 3)).toBe('\x1b[38;5;9;7mab…\x1b[27m\x1b[39m');
    expect(fitText('abc\x1b[31mdef\x1b[39m', 4)).toBe('abc…');
    expect(fitText('\x1b[31mab\x1b[0mcdef', 4)).toBe('\x1b[31mab\x1b[0mc…');
  });

  it('keeps the styles of text that fits', () => {
    expect(fitText('\x1b[31mab\x1b[39m', 4)).toBe('\x1b[31mab\x1b[39m  ');
  });

  it('is always exactly as wide as asked', () => {
    fc.assert(
      fc.property(
        fc.oneof(text, styled),
        fc.integer({ min: 0, max: 30 }),
        fc.constantFrom('start', 'end'),
        (value, width, align) => {
          // A character that joins the padding or the ellipsis in one cluster may not be told apart from it.
          fc.pre(!/[\p{Mc}\p{Cf}\p{Emoji_Modifier}\uff9e\uff9f\u0e33]/u.test(value));
          expect(stringWidth(fitText(value, width, { align: align as 'start' | 'end' }))).toBe(width);
        },
      ),
      { numRuns: trials(3000) },
    );
  });

  it('never cuts through a cluster', () => {
    const segmenter = new Intl.Segmenter();
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 30 }), (value, width) => {
        const kept = value.slice(0, walkColumns(value, 0, width).index);
        const starts = [...segmenter.segment(value)].map(part => part.index);
        expect([...starts, value.length]).toContain(kept.length);
        expect(value.startsWith(kept)).toBe(true);
      }),
      { numRuns: trials(3000) },
    );
  });

  it('keeps as much as fits', () => {
    const segmenter = new Intl.Segmenter();
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 30 }), (value, width) => {
        const kept = value.slice(0, walkColumns(value, 0, width).index);
        let expected = '';
        for (const { segment } of segmenter.segment(value)) {
          if (stringWidth(expected + segment) > width) break;
          expected += segment;
        }
        expect(kept).toBe(expected);
      }),
      { numRuns: trials(3000) },
    );
  });

  it.each([
    ['letters', 'x'.repeat(1_000_000)],
    ['wide characters', '日'.repeat(1_000_000)],
    ['joined emoji', family.repeat(100_000)],
    ['marked letters', 'e\u0301'.repeat(500_000)],
    ['Thai', 'กำลัง'.repeat(200_000)],
  ])('reads only what it needs of a very long line of %s', (_, line) => {
    const short = fastest(() => fitText(line.slice(0, 5000), 20));
    const long = fastest(() => fitText(line, 20));
    expect(long).toBeLessThan(short * 20 + 1);
  });
});

/** Milliseconds of a hundred calls, undisturbed. */
function fastest(call: () => void): number {
  const times = Array.from({ length: 7 }, () => {
    const start = performance.now();
    for (let round = 0; round < 100; round++) call();
    return performance.now() - start;
  });
  return Math.min(...times);
}

it('truncateMiddle keeps both ends', () => {
  expect(truncateMiddle('abcdef', 6)).toBe('abcdef');
  expect(truncateMiddle('localhost:4801', 9)).toBe('loca…4801');
  expect(truncateMiddle('日本語日本語', 8)).toBe('日…本語');
  expect(truncateMiddle('abc', 1)).toBe('…');
  expect(truncateMiddle('abc', 0)).toBe('');
});

describe('truncateText', () => {
  it('leaves what fits as it is and cuts what does not', () => {
    expect(truncateText('abc', 3)).toBe('abc');
    expect(truncateText('abcd', 3)).toBe('ab…');
    expect(truncateText('日本語', 4)).toBe('日…');
    expect(truncateText('日本語', 6)).toBe('日本語');
    expect(truncateText('abc', 0)).toBe('');
  });
});

describe('sliceColumns', () => {
  it.each([
    ['abcdef', 1, 3, 'bc'],
    ['abcdef', 4, 20, 'ef'],
    ['abcdef', 9, 20, ''],
    ['abcdef', 3, 3, ''],
    ['abcdef', -2, 2, 'ab'],
    ['日本語', 0, 4, '日本'],
    ['日本語', 1, 4, ' 本'],
    ['日本語', 0, 3, '日 '],
    ['日本語', 1, 3, '  '],
    ['日本語', 1, 2, ' '],
    ['日本語', 5, 9, ' '],
    ['ae\u0301b', 1, 2, 'e\u0301'],
    ['\x1b[31mabcd\x1b[39m', 1, 3, '\x1b[31mbc\x1b[39m'],
    ['\x1b[31mab\x1b[39mcd', 2, 4, 'cd'],
    ['\x1b[31mabcd\x1b[39m', 2, 9, '\x1b[31mcd\x1b[39m'],
  ])('cuts %j from %i to %i as %j', (value, from, to, expected) => {
    expect(sliceColumns(value, from, to)).toBe(expected);
  });

  it('gives the columns asked for, wherever it cuts', () => {
    fc.assert(
      fc.property(styled, fc.nat(20), fc.nat(20), (value, from, to) => {
        const expected = Math.max(0, Math.min(to, stringWidth(value)) - from);
        expect(stringWidth(sliceColumns(value, from, to))).toBe(expected);
      }),
      { numRuns: trials(3000) },
    );
  });

  it('puts the parts of plain text together again', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), fc.nat(30), (value, at) => {
        expect(sliceColumns(value, 0, at) + sliceColumns(value, at, 99)).toBe(value);
      }),
    );
  });
});
