import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sanitizeLine, sanitizeLines } from '../../../src/model/text/sanitize.ts';
import { displayWidth } from '../../../src/model/text/width.ts';
import { someOf, trials } from '../../trials.ts';
import { busyMs } from './busy-ms.ts';

const esc = '\x1b';
const forbidden = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff\u00ad]/;
const loneSurrogate = /\p{Cs}/u;

const hostile = fc
  .array(
    fc.constantFrom(
      ...[
        esc,
        `${esc}[`,
        `${esc}]`,
        `${esc}P`,
        `${esc}_`,
        `${esc}^`,
        `${esc}X`,
        `${esc}\\`,
        `${esc}(`,
        `${esc}O`,
      ],
      ...[
        '\x9b',
        '\x9d',
        '\x90',
        '\x9c',
        '\x9e',
        '\x9f',
        '\x98',
        '\x85',
        '\x07',
        '\x18',
        '\x7f',
        '\x00',
        '\b',
      ],
      ...[
        '31',
        ';',
        '?',
        ' ',
        '/',
        'm',
        'H',
        '~',
        '52;c;AAAA',
        '8;;https://x',
        'tmux;',
        'a',
        'é',
        '日',
        '\u0301',
      ],
      ...['\t', '\n', '\r', '\r\n', '\v', '\f', '\u2028', '\u2029', '\u202e', '\u2066', '\u200f', '\u061c'],
      ...[
        '\u00ad',
        '\ufeff',
        '\u200b',
        '\u200c',
        '\u200d',
        '\ufe0f',
        '\ufe0e',
        '\u2060',
        '\u034f',
        '\u3164',
        '\uffa0',
      ],
      ...['👩', '❤', '☝', '🏳', '🌈', '\u{1f3fd}', '#', '1', '\u20e3', '🇩', '\u{e0067}', '\ud83d', '\udc69'],
    ),
    { maxLength: 30 },
  )
  .map(parts => parts.join(''));
const anyCode = fc.oneof(fc.integer({ min: 0, max: 0x30ff }), fc.integer({ min: 0, max: 0x10ffff }));
const anyText = fc.oneof(
  hostile,
  fc.array(anyCode, { maxLength: 30 }).map(codes => String.fromCodePoint(...codes)),
);

describe('sanitizeLine', () => {
  it.each([
    ['plain text stays', 'plain text stays'],
    ['日本語 · é …', '日本語 · é …'],
    [`${esc}[31mred${esc}[0m`, 'red'],
    [`${esc}[?1049h${esc}[2J${esc}[1;1Hgone`, 'gone'],
    [`${esc}[38:2::1:2:3mx`, 'x'],
    [`a${esc}[31`, 'a'],
    [`a${esc}[31日`, 'a日'],
    ['\x9b31mred', 'red'],
    [`${esc}]0;title\x07shown`, 'shown'],
    [`${esc}]0;title${esc}\\shown`, 'shown'],
    [`${esc}]0;title\x9cshown`, 'shown'],
    [`\x9d52;c;AAAA\x9cshown`, 'shown'],
    [`${esc}]8;;https://evil${esc}\\link${esc}]8;;${esc}\\`, 'link'],
    [`${esc}Pq#0;2${esc}\\shown`, 'shown'],
    [`${esc}_Gf=100;AAAA${esc}\\shown`, 'shown'],
    [`${esc}^private${esc}\\shown`, 'shown'],
    [`${esc}Xstring${esc}\\shown`, 'shown'],
    [`${esc}c${esc}7${esc}(Bshown`, 'shown'],
    [`${esc}#8shown`, 'shown'],
    [`${esc}${esc}[31mx`, 'x'],
    [`a${esc}`, 'a'],
    ['a\x00\x07\x08\x7f\x80\x9fb', 'ab'],
    ['user\u202egnp.exe', 'usergnp.exe'],
    ['\u2066a\u2069\u200e\u200f\u061cb', 'ab'],
    ['soft\u00adhyphen\ufeff\u200b\u2060', 'softhyphen'],
    ['a\tb', 'a b'],
    ['a\nb\r\nc\rd', 'a b c d'],
    ['Error: x\n\n    at y', 'Error: x at y'],
    ['a\u2028b\u2029c\x85d\ve\ff', 'a b c d e f'],
    ['  two  spaces  ', '  two  spaces  '],
    ['👨‍👩‍👧‍👦 ❤️ 👍🏽 1️⃣ 🇩🇪 🏳️‍🌈', '👨‍👩‍👧‍👦 ❤️ 👍🏽 1️⃣ 🇩🇪 🏳️‍🌈'],
    [Array(7).fill('👩').join('\u200d'), `${Array(5).fill('👩').join('\u200d')}👩\u200d👩`],
    ['a\u200db \u200d a\ufe0f', 'ab  a'],
    ['\u{1f3fd} ✔\u{1f3fd}', ' ✔'],
    ['🏴\u{e0067}\u{e0062}\u{e007f}', '🏴'],
    ['a\ud800b\udc00', 'a\ufffdb\ufffd'],
    ['\u3164\uffa0\u115f|', '|'],
    [`e${'\u0301'.repeat(40)}x`, `e${'\u0301'.repeat(16)}x`],
  ])('turns %j into %j', (text, expected) => {
    expect(sanitizeLine(text)).toBe(expected);
  });

  it('shows the text behind a control string that never ends, rather than hide it', () => {
    expect(sanitizeLine(`${esc}]0;failed: no such table`)).toBe('0;failed: no such table');
    expect(sanitizeLine(`${esc}Pabc\nnext`)).toBe('abc next');
  });

  it('leaves nothing that moves the cursor, reorders or cannot be seen', () => {
    fc.assert(
      fc.property(anyText, text => {
        const line = sanitizeLine(text);
        expect(line).not.toMatch(forbidden);
        expect(line).not.toMatch(loneSurrogate);
      }),
      { numRuns: trials(5000) },
    );
  });

  it('has nothing left to do the second time', () => {
    fc.assert(
      fc.property(anyText, text => {
        const line = sanitizeLine(text);
        expect(sanitizeLine(line)).toBe(line);
      }),
      { numRuns: trials(5000) },
    );
  });

  it('keeps letters, digits, punctuation and symbols of every script', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), text => {
        fc.pre(!/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Emoji_Modifier}]/u.test(text));
        expect(sanitizeLine(text)).toBe(text);
      }),
    );
  });

  it('gives a width that does not change when it stands behind a space', () => {
    fc.assert(
      fc.property(anyText, text => {
        const line = sanitizeLine(text);
        // Two vowels of Thai and Lao join any character before them and are counted with it, through marks
        // that stand between.
        fc.pre(!/^\p{M}*[\u0e33\u0eb3]/u.test(line));
        expect(displayWidth(` ${line}`)).toBe(displayWidth(line) + 1);
      }),
      { numRuns: trials(5000) },
    );
  });
});

describe('sanitizeLines', () => {
  it.each([
    ['', ['']],
    ['one', ['one']],
    ['a\nb\r\nc\rd', ['a', 'b', 'c', 'd']],
    ['a\n\nb\n', ['a', '', 'b', '']],
    ['\tx\n  y', ['    x', '  y']],
    ['ab\tc', ['ab  c']],
    ['日\tc\td', ['日  c   d']],
    [`${esc}[31mred${esc}[0m\nplain`, ['red', 'plain']],
    ['a\u2028b\vc', ['a b c']],
    ['\u202ea\n\u200fb', ['a', 'b']],
  ])('turns %j into %j', (text, expected) => {
    expect(sanitizeLines(text)).toEqual(expected);
  });

  it('leaves nothing that moves the cursor, reorders or cannot be seen', () => {
    fc.assert(
      fc.property(anyText, text => {
        for (const line of sanitizeLines(text)) {
          expect(line).not.toMatch(forbidden);
          expect(line).not.toMatch(loneSurrogate);
        }
      }),
      { numRuns: trials(5000) },
    );
  });

  it('has nothing left to do the second time', () => {
    fc.assert(
      fc.property(anyText, text => {
        const lines = sanitizeLines(text);
        expect(sanitizeLines(lines.join('\n'))).toEqual(lines);
      }),
      { numRuns: trials(5000) },
    );
  });
});

describe('both', () => {
  const megabytes = [
    ['control strings that never end', `${esc}]`.repeat(500_000)],
    ['8-bit control strings that never end', '\x9d'.repeat(1_000_000)],
    ['8-bit strings with text', '\x90a'.repeat(500_000)],
    ['one control string of a megabyte', `${esc}]${'x'.repeat(1_000_000)}`],
    ['escapes', esc.repeat(1_000_000)],
    ['parameters', `${esc}[${'1;'.repeat(500_000)}`],
    ['intermediates', `${esc}${' '.repeat(1_000_000)}`],
    ['marks', '\u0301'.repeat(1_000_000)],
    ['joiners', '👩\u200d'.repeat(300_000)],
    ['selectors', '❤\ufe0f\ufe0f'.repeat(300_000)],
    ['breaks and blanks', '\n '.repeat(500_000)],
    ['blanks', `${' '.repeat(1_000_000)}\u0301`],
    ['tabs', '\t'.repeat(1_000_000)],
    ['marks, ten of them', '\u0301'.repeat(10_000_000)],
  ] as const;

  it.each(someOf(megabytes, 4))('take linear time for a megabyte of %s', (_, text) => {
    const both = () => {
      sanitizeLine(text);
      sanitizeLines(text);
    };
    expect(busyMs(both)).toBeLessThan(10_000);
  });
});
