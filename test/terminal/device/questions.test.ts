import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createAnswerFilter, type TerminalAnswer } from '../../../src/terminal/device/questions.ts';

const white = '\u001B]11;rgb:ffff/ffff/ffff\u001B\\';
const fence = '\u001B[?62;22c';
const lightScheme = '\u001B[?997;2n';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function filterOf({ isAwaited = false } = {}) {
  const got = { keys: '', answers: [] as TerminalAnswer[] };
  const { receive } = createAnswerFilter({
    onKeys: keys => {
      got.keys += keys;
    },
    onAnswer: answer => got.answers.push(answer),
    isAwaited: () => isAwaited,
  });
  return { got, receive };
}

describe("a terminal's answers among the keys", () => {
  test.each([
    [white, { type: 'background', color: 'rgb:ffff/ffff/ffff' }],
    ['\u001B]11;rgba:00/00/00/ff\u0007', { type: 'background', color: 'rgba:00/00/00/ff' }],
    ['\u001B]11;#ffffff\u009C', { type: 'background', color: '#ffffff' }],
    [fence, { type: 'fence' }],
    ['\u001B[?c', { type: 'fence' }],
    [lightScheme, { type: 'scheme', scheme: 'light' }],
    ['\u001B[?0u', { type: 'keyboard' }],
    ['\u001B[?997;1n', { type: 'scheme', scheme: 'dark' }],
  ] as const)('%j is taken out', (answer, expected) => {
    const { got, receive } = filterOf();
    receive(`j${answer}k`);
    expect(got).toEqual({ keys: 'jk', answers: [expected] });
  });

  test('however they are split, no part of them is typed, and no key is lost', () => {
    const keys = fc.constantFrom(
      'j',
      'q',
      '/status',
      '\u001B[A',
      '\u001B[1;5C',
      '\u001BOP',
      '\u0003',
      '日本',
    );
    const parts = fc.array(fc.oneof(keys, fc.constantFrom(white, fence, lightScheme)), { maxLength: 12 });
    fc.assert(
      fc.property(parts, fc.array(fc.nat(), { maxLength: 12 }), (texts, cuts) => {
        const { got, receive } = filterOf();
        const whole = texts.join('');
        const places = [...cuts.map(cut => cut % (whole.length + 1)), 0, whole.length].sort((a, b) => a - b);
        places.forEach((place, at) => {
          receive(whole.slice(place, places[at + 1]));
          vi.advanceTimersByTime(10);
        });
        const isAnswer = (text: string) => [white, fence, lightScheme].includes(text);
        expect(got.keys).toBe(texts.filter(text => !isAnswer(text)).join(''));
        expect(got.answers).toHaveLength(texts.filter(isAnswer).length);
      }),
    );
  });

  test('an answer in single bytes with long pauses is still one answer', () => {
    const { got, receive } = filterOf();
    receive(white.slice(0, 3));
    for (const byte of white.slice(3)) {
      vi.advanceTimersByTime(3_000);
      receive(byte);
    }
    expect(got).toEqual({ keys: '', answers: [{ type: 'background', color: 'rgb:ffff/ffff/ffff' }] });
  });

  test.each(['\u001B', '\u001B[', '\u001B]'])('the key %j is passed on after 15 ms', key => {
    const { got, receive } = filterOf();
    receive(key);
    vi.advanceTimersByTime(15);
    expect(got).toEqual({ keys: key, answers: [] });
  });

  test.each(['\u001B', '\u001B[', '\u001B]'])(
    'while one is awaited, %j waits for its rest on a slow line, and is a key after half a second',
    beginning => {
      const { got, receive } = filterOf({ isAwaited: true });
      const answer = beginning === '\u001B[' ? fence : white;
      receive(beginning);
      vi.advanceTimersByTime(400);
      receive(answer.slice(beginning.length));
      expect(got).toMatchObject({ keys: '', answers: [{}] });
      receive(beginning);
      vi.advanceTimersByTime(500);
      expect(got.keys).toBe(beginning);
    },
  );

  test.each([
    ['k', 'k'],
    ['\u001B[A', '\u001B[A'],
    [`/up${white}`, '/up'],
  ])('half an answer that ends in keys (%j) is dropped, and the keys are read', (typed, keys) => {
    const { got, receive } = filterOf();
    receive('j\u001B]11;rgb:ff');
    vi.advanceTimersByTime(1_000);
    receive(typed);
    expect(got.keys).toBe(`j${keys}`);
    receive('\u001B[?62');
    receive(typed);
    expect(got.keys).toBe(`j${keys}${keys}`);
  });
});
