import type { MissingTarget, RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { type Member, withName } from './member.ts';

export type Use<T> = (store: RunStore, signal: AbortSignal, member: Member) => Promise<T>;

export type Asking = {
  readonly signal?: AbortSignal;
  /** How long those are waited for that have not answered when the first one has. */
  readonly patienceMs: number;
  /** Whether somebody answered before, so that patience begins at once. */
  readonly isWaiting?: boolean;
};

export type Asked<T> = {
  readonly answers: ReadonlyMap<Member, T>;
  /** Who failed, or was not waited for any longer. */
  readonly missing: ReadonlyMap<Member, InspectorError>;
};

/**
 * Asks every member at once. Those that fail, or are late while others answered, are told apart from those
 * that answered; one that is late is not asked again before its answer came. Rejects with the signal's
 * reason, and with what is a bug.
 */
export async function askMembers<T>(
  members: readonly Member[],
  use: Use<T>,
  asking: Asking,
): Promise<Asked<T>> {
  asking.signal?.throwIfAborted();
  const answers = new Map<Member, T>();
  const missing = new Map<Member, InspectorError>();
  const pending = new Map<Member, Question<T>>();
  for (const member of members) {
    if (member.isLate()) missing.set(member, tooLate());
    else pending.set(member, askOne(member, use, asking.signal));
  }
  await settle(pending, answers, missing, asking);
  for (const [member, question] of pending) {
    missing.set(member, tooLate());
    question.letGo();
    member.leaveLate(question.answer, question.giveUp);
  }
  return { answers, missing };
}

/** Throws what the members said, when none of them answered. */
export function refuseSilence({ answers, missing }: Asked<unknown>): void {
  if (answers.size === 0 && missing.size > 0) throw joinErrors(missing);
}

export function joinErrors(missing: ReadonlyMap<Member, InspectorError>): InspectorError {
  const named = [...missing].map(([member, error]) => withName(error, member.name));
  const [first] = named;
  if (!first) throw new Error('nobody failed');
  if (named.length === 1) return first;
  const options = first.hint === undefined ? { cause: first } : { hint: first.hint, cause: first };
  return new InspectorError(first.kind, named.map(({ message }) => message).join('; '), options);
}

export function toMissing(missing: ReadonlyMap<Member, InspectorError>): readonly MissingTarget[] {
  return [...missing].map(([{ name }, error]) => ({ target: name, error }));
}

type Question<T> = {
  readonly answer: Promise<T>;
  /** The answer no longer ends with the signal of who asked. */
  readonly letGo: () => void;
  readonly giveUp: () => void;
};

function askOne<T>(member: Member, use: Use<T>, signal: AbortSignal | undefined): Question<T> {
  const ending = new AbortController();
  const end = () => ending.abort(signal?.reason);
  signal?.addEventListener('abort', end, { once: true });
  const letGo = () => signal?.removeEventListener('abort', end);
  const answer = member
    .store()
    .then(store => use(store, ending.signal, member))
    .finally(letGo);
  return { answer, letGo, giveUp: () => ending.abort() };
}

/** Resolves when everybody answered or failed, or patience is over. */
async function settle<T>(
  pending: Map<Member, Question<T>>,
  answers: Map<Member, T>,
  missing: Map<Member, InspectorError>,
  { signal, patienceMs, isWaiting = false }: Asking,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const endSoon = () => {
    timer ??= setTimeout(resolve, patienceMs);
  };
  const onAbort = () => reject(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  for (const [member, { answer }] of pending) {
    answer
      .then(
        value => {
          if (isOver) return;
          answers.set(member, value);
          endSoon();
        },
        (error: unknown) => {
          if (isOver) return;
          if (!(error instanceof InspectorError)) throw signal?.aborted ? signal.reason : error;
          missing.set(member, error);
        },
      )
      .then(() => {
        if (!isOver) pending.delete(member);
        if (pending.size === 0) resolve();
      }, reject);
  }
  if (isWaiting) endSoon();
  if (pending.size === 0) resolve();
  try {
    await promise;
  } finally {
    isOver = true;
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

function tooLate(): InspectorError {
  return new InspectorError('timeout', 'it does not answer, while others do');
}
