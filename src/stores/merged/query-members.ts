import type { MissingTarget } from '../../contract/lists/run-page.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';

export type Use<T> = (store: RunStore, signal: AbortSignal, member: Member) => Promise<T>;

export type QueryOptions = {
  readonly signal?: AbortSignal;
  /** How long to wait for the others once one member has answered. */
  readonly patienceMs: number;
  /** Whether a member has answered before, so that this wait starts at once. */
  readonly hasAnswer?: boolean;
};

export type MemberAnswers<T> = {
  /** In the order of the members. */
  readonly answers: ReadonlyMap<Member, T>;
  readonly missing: ReadonlyMap<Member, InspectorError>;
};

/**
 * Calls every member at once. One that fails, or is overdue while others have answered, is missing; an
 * overdue one is not called again before that answer has arrived. Rejects with the signal's reason, or a bug.
 */
export async function queryMembers<T>(
  members: readonly Member[],
  use: Use<T>,
  options: QueryOptions,
): Promise<MemberAnswers<T>> {
  options.signal?.throwIfAborted();
  const answers = new Map<Member, T>();
  const missing = new Map<Member, InspectorError>();
  const pending = new Map<Member, PendingAnswer<T>>();
  for (const member of members) {
    if (member.isOverdue()) missing.set(member, overdueError());
    else pending.set(member, queryOne(member, use, options.signal));
  }
  await settle(pending, answers, missing, options);
  for (const [member, { answer, ignoreSignal, giveUp }] of pending) {
    missing.set(member, overdueError());
    ignoreSignal();
    member.abandon(answer, giveUp);
  }
  const inOrder = [...answers].sort(([a], [b]) => members.indexOf(a) - members.indexOf(b));
  return { answers: new Map(inOrder), missing };
}

export function throwIfNoneAnswered({ answers, missing }: MemberAnswers<unknown>): void {
  if (answers.size === 0 && missing.size > 0) throw joinErrors(missing);
}

export function joinErrors(missing: ReadonlyMap<Member, InspectorError>): InspectorError {
  const errors = [...missing].map(([member, error]) => withName(error, member.name));
  const [first] = errors;
  if (!first) throw new Error('no member has failed');
  if (errors.length === 1) return first;
  const message = errors.map(error => error.message).join('; ');
  return new InspectorError(first.kind, message, { hint: first.hint, cause: first });
}

export function toMissing(missing: ReadonlyMap<Member, InspectorError>): readonly MissingTarget[] {
  return [...missing].map(([{ name }, error]) => ({ target: name, error }));
}

type PendingAnswer<T> = {
  readonly answer: Promise<T>;
  readonly ignoreSignal: () => void;
  readonly giveUp: () => void;
};

function queryOne<T>(member: Member, use: Use<T>, signal: AbortSignal | undefined): PendingAnswer<T> {
  const ending = new AbortController();
  const end = () => ending.abort(signal?.reason);
  signal?.addEventListener('abort', end, { once: true });
  const ignoreSignal = () => signal?.removeEventListener('abort', end);
  const answer = member
    .store()
    .then(store => use(store, ending.signal, member))
    .finally(ignoreSignal);
  return { answer, ignoreSignal, giveUp: () => ending.abort() };
}

async function settle<T>(
  pending: Map<Member, PendingAnswer<T>>,
  answers: Map<Member, T>,
  missing: Map<Member, InspectorError>,
  { signal, patienceMs, hasAnswer = false }: QueryOptions,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const startPatience = () => {
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
          startPatience();
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
  if (hasAnswer) startPatience();
  if (pending.size === 0) resolve();
  try {
    await promise;
  } finally {
    isOver = true;
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

function overdueError(): InspectorError {
  return new InspectorError('timeout', 'it does not answer, while others do');
}

export type MemberSource = { readonly name: string; readonly open: () => Promise<RunStore> };

/** A store that is opened when it is first needed, and again when that failed. */
export type Member = ReturnType<typeof createMember>;

export function createMember({ name, open }: MemberSource) {
  let store: RunStore | undefined;
  let opening: Promise<RunStore> | undefined;
  let isClosed = false;
  let late: (() => void) | undefined;
  const listeners = new Set<() => void>();

  async function openOnce(): Promise<RunStore> {
    const opened = await open();
    if (isClosed) {
      await opened.close();
      throw new InspectorError('conflict', `${name} was closed`);
    }
    store = opened;
    return opened;
  }

  return {
    name,
    opened: () => store,
    async store() {
      if (isClosed) throw new InspectorError('conflict', `${name} was closed`);
      if (store) return store;
      opening ??= openOnce().finally(() => {
        opening = undefined;
      });
      return opening;
    },
    /** Whether an abandoned answer has not arrived yet: the member is not called until then. */
    isOverdue: () => late !== undefined,
    /** Waits for an answer in the background; closing the member gives it up. */
    abandon(answer: Promise<unknown>, giveUp: () => void) {
      late = giveUp;
      const settle = (isBack: boolean) => {
        late = undefined;
        if (isBack && !isClosed) for (const listener of listeners) listener();
      };
      answer.then(
        () => settle(true),
        () => settle(false),
      );
    },
    /** Calls the listener when an abandoned answer arrives; returns a function that removes it. */
    onBack(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      isClosed = true;
      // A store that is still opening closes itself once it is open.
      opening?.catch(() => undefined);
      late?.();
      await store?.close();
    },
  };
}

/** Prefixes an error with the member's name. Throws what is no `InspectorError`: a bug. */
export function withName(error: unknown, name: string): InspectorError {
  if (!(error instanceof InspectorError)) throw error;
  return new InspectorError(error.kind, `${name}: ${error.message}`, { hint: error.hint, cause: error });
}
