import { once } from '../../memo.ts';
import type { Message, RunSummary } from '../../run.ts';
import { foldCase, payloadSearchText, searchedLogs } from '../search-words.ts';
import { searchedMessages, shownTexts } from './shown-texts.ts';

/** `error` is the `value` of the failure. Absent is not `null`. */
export type Payloads = {
  readonly input?: unknown;
  readonly output?: unknown;
  readonly error?: unknown;
  readonly messages?: readonly Message[];
  /** Log messages, newest first; at least those that are searched. */
  readonly logs?: readonly string[];
};

/** `payloads` is called at most once, if a clause needs it. */
export type Matchable = { readonly summary: RunSummary; payloads?(): Payloads };

export type Subject = {
  readonly summary: RunSummary;
  readonly payloads: () => Payloads;
  /** Folded texts of the summary that a bare word searches. */
  readonly shown: () => readonly string[];
  readonly texts: () => readonly string[];
  readonly logs: () => readonly string[];
};

export type Test = (subject: Subject) => boolean;

export function toSubject(run: Matchable): Subject {
  const payloads = once(() => run.payloads?.() ?? {});
  return {
    summary: run.summary,
    payloads,
    shown: once(() => shownTexts(run.summary).map(foldCase)),
    texts: once(() => searchedValues(payloads()).map(payloadSearchText)),
    logs: once(() => searchedLogs(payloads().logs ?? []).map(foldCase)),
  };
}

function searchedValues({ input, output, error, messages = [] }: Payloads): readonly unknown[] {
  return messages.length === 0 ? [input, output, error] : [input, output, error, searchedMessages(messages)];
}
