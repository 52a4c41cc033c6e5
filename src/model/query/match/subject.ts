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

/** A run being matched, with its loaded payloads. */
export type Subject = {
  readonly summary: RunSummary;
  readonly payloads: () => Payloads;
  /** The texts of the summary that a bare word searches, folded. */
  readonly shown: () => readonly string[];
  /** The search text of each payload. */
  readonly texts: () => readonly string[];
  /** The log messages that are searched, folded. */
  readonly logs: () => readonly string[];
};

export type Test = (subject: Subject) => boolean;

export function toSubject(run: Matchable): Subject {
  let loaded: Payloads | undefined;
  let texts: readonly string[] | undefined;
  let shown: readonly string[] | undefined;
  let logs: readonly string[] | undefined;
  const payloads = () => {
    loaded ??= run.payloads?.() ?? {};
    return loaded;
  };
  return {
    summary: run.summary,
    payloads,
    shown: () => {
      shown ??= shownTexts(run.summary).map(foldCase);
      return shown;
    },
    texts: () => {
      texts ??= searchedValues(payloads()).map(payloadSearchText);
      return texts;
    },
    logs: () => {
      logs ??= searchedLogs(payloads().logs ?? []).map(foldCase);
      return logs;
    },
  };
}

function searchedValues({ input, output, error, messages = [] }: Payloads): readonly unknown[] {
  return messages.length === 0 ? [input, output, error] : [input, output, error, searchedMessages(messages)];
}
