import { describe, expect, it } from 'vitest';
import { differencePath, withShortPath } from '../../../../src/model/compare/text/difference-path.ts';
import { differenceText } from '../../../../src/model/compare/text/difference-text.ts';
import { compareWithLast, nestedRun, runOf, stepOf } from '../compared-runs.ts';

/** Parallel steps of one name, of which the second one of the last run has an output of its own. */
function pathOfSecond(inputOf: (at: number, run: number) => unknown) {
  const chunks = (run: number) =>
    runOf({
      steps: [0, 1, 2, 3].map(at =>
        stepOf('chunk', 0, {
          ...{ id: `c${at}`, input: inputOf(at, run) },
          output: { rejected: run === 9 && at === 1 ? 412 : 0 },
        }),
      ),
    });
  const { first } = compareWithLast(chunks(9), [1, 2, 3].map(chunks));
  return first && differencePath(first);
}

describe('a step among others of its name', () => {
  it('is named by the value of its input that tells it from them', () => {
    expect(pathOfSecond(at => ({ size: 10, index: at + 16 }))).toBe('chunk index=17: output.rejected');
    expect(pathOfSecond(at => ({ page: { region: `r${at}` } }))).toBe('chunk region=r1: output.rejected');
  });

  it('is named by its input where that is the value', () => {
    expect(pathOfSecond(at => `r${at}`)).toBe('chunk input=r1: output.rejected');
  });

  it('is numbered where no value is the same in both runs, or none is its own', () => {
    expect(pathOfSecond((at, run) => ({ request: run * 10 + at }))).toBe('chunk #2: output.rejected');
    expect(pathOfSecond(at => ({ half: at % 2 }))).toBe('chunk #2: output.rejected');
  });

  it('is not named by a secret, nor by a text of many words', () => {
    expect(pathOfSecond(at => ({ apiKey: `k${at}`, note: `this is ${at}` }))).toBe(
      'chunk #2: output.rejected',
    );
    const headers = (at: number) => ({ value: `v${at}`, header: at === 1 ? 'Authorization' : 'X-Page' });
    expect(pathOfSecond(headers)).toBe('chunk #2: output.rejected');
  });
});

describe('a deep path', () => {
  it('leaves out names in its middle where there is no room', () => {
    const { first } = compareWithLast(nestedRun(5, 'error'), [nestedRun(5, 'ok'), nestedRun(5, 'ok')]);
    const text = first ? differenceText(first) : '';
    expect(text).toMatch(/^level 1 > level 2 > level 3 > level 4 > level 5 failed/u);
    expect(first && withShortPath(text, first.node)).toMatch(/^level 1 > … > level 5 failed/u);
  });
});
