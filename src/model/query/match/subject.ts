import { once } from '../../memo.ts';
import type { Message, RunSummary } from '../../run.ts';
import { foldCase, payloadSearchText, searchedLogs } from '../search-words.ts';
import { searchedMessages, shownTexts } from './shown-texts.ts';

/** What was recorded beside a run's summary; `error` is the failure's `value`. Absent is not `null`. */
export type Payloads = {
  readonly input?: unknown;
  readonly output?: unknown;
  readonly error?: unknown;
  /** An agent's conversation. */
  readonly messages?: readonly Message[];
  /** The messages of its logs, the newest first; at least those that are searched. */
  readonly logs?: readonly string[];
};

/** `payloads` is called at most once, and only when a clause needs it. */
export type Matchable = { readonly summary: RunSummary; payloads?(): Payloads };

export type Test = (subject: Subject) => boolean;

/** A run being matched, with its loaded payloads. */
export type Subject = ReturnType<typeof toSubject>;

export function toSubject(run: Matchable) {
  const payloads = once((): Payloads => run.payloads?.() ?? {});
  return {
    summary: run.summary,
    payloads,
    /** The texts of the summary that a bare word searches, folded. */
    shown: once(() => shownTexts(run.summary).map(foldCase)),
    /** The search text of each payload. */
    texts: once(() => searchedValues(payloads()).map(payloadSearchText)),
    /** The log messages that are searched, folded. */
    logs: once(() => searchedLogs(payloads().logs ?? []).map(foldCase)),
  };
}

function searchedValues({ input, output, error, messages = [] }: Payloads): readonly unknown[] {
  return messages.length === 0 ? [input, output, error] : [input, output, error, searchedMessages(messages)];
}
