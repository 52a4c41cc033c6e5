import { describe, expect, it } from 'vitest';
import { changedWords } from '../../../../src/model/compare/text/changed-words.ts';
import { differenceText } from '../../../../src/model/compare/text/difference-text.ts';
import { compareWithLast, runOf, stepOf } from '../compared-runs.ts';

/** Invented: forty lines of about 107 characters. */
const rules = (change: (line: string) => string = line => line) =>
  Array.from({ length: 40 }, (_, at) =>
    change(`Rule ${at + 1}: orders of region east are routed to depot ${10 + at}, with a cutoff at 8:00.`),
  ).join('\n');

describe('the words that changed', () => {
  it('are told with the start of their line and the words before them, and no word in part', () => {
    const was = rules();
    const is = rules(line => line.replace('depot 32', 'depot 23'));
    expect(changedWords({ was, is })).toMatchObject({
      text: 'Rule 23: …are routed to depot [-32-]{+23+}, with a cutoff at 8:00.…',
      others: 0,
      start: is.indexOf('23, with a cutoff', is.indexOf('Rule 23')),
    });
  });

  it('begin at a word where the line is long', () => {
    const text = (word: string) => `${'lorem ipsum '.repeat(40)}${word} ${'dolor sit '.repeat(40)}`;
    const words = changedWords({ was: text('old'), is: text('new') })?.text;
    expect(words).toMatch(/^…(?:ipsum |lorem )+\[-old-\]\{\+new\+\} (?:dolor |sit )+(?:dolor|sit)…$/u);
  });

  it('are told alone where the word before them is too long', () => {
    const text = (word: string) => `${'x'.repeat(300)} ${word}`;
    expect(changedWords({ was: text('old'), is: text('new') })?.text).toBe('…[-old-]{+new+}');
  });

  it('are counted where there are more than fit', () => {
    const was = rules();
    const is = rules(line => line.replace(/depot (\d)5/u, 'depot $16'));
    expect(changedWords({ was, is })).toMatchObject({ others: 3 });
  });

  it('are not told of texts that are short, of others that have little in common, nor of values', () => {
    expect(changedWords({ was: 'stop', is: 'length' })).toBe(undefined);
    expect(changedWords({ was: 'a b '.repeat(30), is: 'c d '.repeat(30) })).toBe(undefined);
    expect(changedWords({ was: 1, is: rules() })).toBe(undefined);
    expect(changedWords({ was: rules(), is: undefined })).toBe(undefined);
  });

  it('are told of the start where more than a line can be compared of differs', () => {
    const was = `${rules()}\n${rules()}`;
    const is = was.replaceAll('depot', 'the depot');
    expect(changedWords({ was, is })).toEqual({
      text: 'Rule 1: …east are routed to {+the +}depot 10, with a cutoff at…',
      others: undefined,
      start: is.indexOf('the depot'),
    });
  });

  it('are the rest of two texts that only begin alike', () => {
    const begin = 'The same words begin both of these two texts, and then ';
    const { text } = changedWords({ was: begin + 'a b '.repeat(90), is: begin + 'c d '.repeat(90) }) ?? {};
    expect(text).toMatch(
      /^The same …two texts, and then \[-a b .*\(\d+ characters\)-\]\{\+c d .*\(\d+ characters\)\+\}/u,
    );
  });

  it('say how long a change is that is not shown whole', () => {
    const [was, is] = [rules(), `${rules()} ${'more '.repeat(100)}`];
    expect(changedWords({ was, is })?.text).toContain('… (501 characters)+}');
  });
});

it('a long text in which one word differs is told by that word, and by how many successes', () => {
  const read = (text: string) => runOf({ steps: [stepOf('load', 0, { output: { text } })] });
  const bad = read(rules(line => line.replace('depot 32', 'depot 23')));
  const { first } = compareWithLast(bad, [read(rules()), read(rules()), read(rules())]);
  expect(first && differenceText(first)).toBe(
    'load: output.text differs from 3 of 3 successes: Rule 23: …are routed to depot [-32-]{+23+}, with a cutoff at 8:00.…',
  );
});
