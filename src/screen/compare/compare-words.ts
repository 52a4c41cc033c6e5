import { inTurns } from '../../async/yield-to-event-loop.ts';
import { compareTexts } from '../../model/compare/payload/text-words.ts';
import type { Difference } from '../../model/compare/run-comparison.ts';
import type { ReaderContext } from '../shell/reader-context.ts';
import type { CompareState } from './compare-state.ts';
import { textsOf } from './shown-texts.ts';

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
        try {
          const runs = await inTurns(compareTexts(texts.was, texts.is), signal);
          if (getState().compare?.reveal !== reveal) return;
          dispatch({ type: 'texts-compared', request, difference: fold, texts: { ...texts, runs } });
        } catch (error) {
          if (!signal.aborted) throw error;
        }
      });
    }
  };
  return { read, stop };
}

function isDifference(fold: object): fold is Difference {
  return 'kind' in fold && 'usual' in fold;
}
