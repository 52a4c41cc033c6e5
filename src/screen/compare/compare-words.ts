import { createYielding } from '../../async/yield-to-event-loop.ts';
import { compareTexts, type TextRun } from '../../model/compare/payload/text-words.ts';
import type { Difference } from '../../model/compare/run-comparison.ts';
import type { ReaderContext } from '../shell/reader-context.ts';
import type { CompareState } from './compare-state.ts';
import { textsOf } from './lines/shown-texts.ts';

/** Compares the texts that the user has unfolded: once, and again after secrets were revealed or masked. */
export function createWordsReader({ run, dispatch, getState }: ReaderContext) {
  let begun = new Map<Difference, boolean>();
  let of: object | undefined;
  let abort = new AbortController();

  const stop = (): void => {
    abort.abort();
    abort = new AbortController();
  };

  const read = (compare: CompareState): void => {
    const { signal } = abort;
    const { request, comparison, reveal, toggled } = compare;
    if (of !== request) begun = new Map();
    of = request;
    if (!comparison) return;
    for (const fold of toggled) {
      if (!isDifference(fold) || begun.get(fold) === reveal) continue;
      const texts = textsOf(fold, reveal);
      if (!texts) continue;
      begun.set(fold, reveal);
      run(async () => {
        const runs = await finish(compareTexts(texts.was, texts.is), signal);
        if (!runs || getState().compare?.reveal !== reveal) return;
        dispatch({ type: 'texts-compared', request, difference: fold, texts: { ...texts, runs } });
      });
    }
  };
  return { read, stop };
}

function isDifference(fold: object): fold is Difference {
  return 'kind' in fold && 'usual' in fold;
}

/** `undefined` once the signal has aborted. */
async function finish(
  work: Generator<undefined, readonly TextRun[]>,
  signal: AbortSignal,
): Promise<readonly TextRun[] | undefined> {
  const yielding = createYielding();
  while (!signal.aborted) {
    const step = work.next();
    if (step.done) return step.value;
    if (yielding.isDue()) await yielding.yieldNow();
  }
  return undefined;
}
