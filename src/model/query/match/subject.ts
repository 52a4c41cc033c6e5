import type { RunSummary } from '../../run.ts';
import { foldCase, payloadSearchText } from '../search-words.ts';
import { errorTexts } from './error-texts.ts';

/** The recorded payloads of a run; `error` is the failure's `value`. Absent is not `null`. */
export type Payloads = { readonly input?: unknown; readonly output?: unknown; readonly error?: unknown };

/** `payloads` is called at most once, and only when a clause needs it. */
export type Matchable = { readonly summary: RunSummary; payloads?(): Payloads };

/** A run being matched, with its loaded payloads. */
export type Subject = {
  readonly summary: RunSummary;
  readonly payloads: () => Payloads;
  /** The id, the name and the error's texts, folded. */
  readonly shown: () => readonly string[];
  /** The search text of each payload. */
  readonly texts: () => readonly string[];
};

export type Test = (subject: Subject) => boolean;

export function toSubject(run: Matchable): Subject {
  let loaded: Payloads | undefined;
  let texts: readonly string[] | undefined;
  let shown: readonly string[] | undefined;
  const payloads = () => {
    loaded ??= run.payloads?.() ?? {};
    return loaded;
  };
  return {
    summary: run.summary,
    payloads,
    shown: () => {
      const { id, name, errorSummary } = run.summary;
      shown ??= [id, name, ...errorTexts(errorSummary)].map(foldCase);
      return shown;
    },
    texts: () => {
      texts ??= [payloads().input, payloads().output, payloads().error].map(payloadSearchText);
      return texts;
    },
  };
}
