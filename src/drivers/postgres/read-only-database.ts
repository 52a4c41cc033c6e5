import { hash } from 'node:crypto';
import type { PoolClient } from 'pg';
import { createDeadline, untilAborted } from '../../async/deadline.ts';
import { InspectorError } from '../../model/errors.ts';
import { type ErrorRow, toError } from '../error-table.ts';
import { createStatement } from './pooled-client.ts';
import { postgresErrorCode, showUrl, toPostgresError } from './postgres-error.ts';
import { openSessions, type Sessions, statementTimeoutMs } from './read-only-sessions.ts';

type Statement = { readonly text: string; readonly values: unknown[] };
type AskedStatement = Statement & { readonly name: string | undefined };

type StatementOptions = {
  readonly signal?: AbortSignal;
  /** Rejects with the kind `timeout` when the statement takes longer. */
  readonly withinMs?: number;
  /** Set for one of few frequent statements, whose plans the server keeps. */
  readonly isRepeated?: boolean;
};

/** Connects with the first statement. */
export type ReadOnlyDatabase = {
  readonly shown: string;
  /** Rejects with an `InspectorError`, or with the signal's reason; then the server ends the statement. */
  readonly rows: (statement: Statement, options?: StatementOptions) => Promise<readonly unknown[]>;
  readonly write: <T>(work: (client: PoolClient) => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
};

type DatabaseOptions = {
  /** See `PoolOptions`. */
  readonly isForeign: boolean;
  readonly errors?: readonly ErrorRow[];
};

/** The user's variables do not apply to the address of a stranger. */
const refusedPassword: ErrorRow = {
  code: /^28/,
  kind: 'auth',
  message: '{} did not accept the user or the password',
  hint: 'check the user and the password where the address stands: nothing of your environment is used for it',
};

/** Any other code, such as that of a statement that the server's version does not know. */
const anyOther: ErrorRow = {
  code: /^[\dA-Z]{5}$/,
  kind: 'unreadable',
  message: '{} refused a statement',
  hint: 'it says: {cause}',
};

export function openReadOnlyDatabase(url: string, options: DatabaseOptions): ReadOnlyDatabase {
  const { isForeign, errors = [] } = options;
  const shown = showUrl(url);
  const server = { connectTimeoutMs: 5_000, answerTimeoutMs: statementTimeoutMs + 5_000, isForeign };
  const { sessions, end } = openSessions(url, server);
  const closing = new AbortController();
  let closed: Promise<unknown> | undefined;

  async function withKnownErrors<T>(work: () => Promise<T>): Promise<T> {
    try {
      closing.signal.throwIfAborted();
      return await work();
    } catch (error) {
      const known = toPostgresError(error, shown, isForeign ? [refusedPassword, ...errors] : errors);
      const isListed = known instanceof InspectorError || !anyOther.code.test(postgresErrorCode(known) ?? '');
      throw isListed ? known : toError(anyOther, shown, known);
    }
  }

  return {
    shown,
    rows: (statement, { signal, withinMs, isRepeated = false } = {}) =>
      withKnownErrors(async () => {
        signal?.throwIfAborted();
        const ending = createDeadline([signal, closing.signal]);
        const start = () => withinMs !== undefined && ending.set(withinMs, () => tookTooLong(shown));
        try {
          const { text, values } = statement;
          const asked = { text, values, name: isRepeated ? hash('sha1', text) : undefined };
          return await untilAborted(run(sessions, asked, ending.signal, start), ending.signal);
        } finally {
          ending.end();
        }
      }),
    write: work => withKnownErrors(async () => (await sessions()).write(work)),
    async close() {
      closing.abort(new InspectorError('conflict', `${shown} was closed`));
      closed ??= end();
      await closed;
    },
  };
}

/** `onStart`: waiting for a connection does not count as time of the statement. */
async function run(
  sessions: () => Promise<Sessions>,
  { name, ...statement }: AskedStatement,
  ending: AbortSignal,
  onStart: () => void,
) {
  const { read, cancels } = await sessions();
  return read(async (client, pid) => {
    ending.throwIfAborted();
    onStart();
    const running = createStatement(cancels(), client, pid);
    const cancel = () => void running.cancel().catch(() => {});
    ending.addEventListener('abort', cancel, { once: true });
    try {
      // Behind a pooler, another process may execute the next statement.
      const isKept = name !== undefined && pid === undefined;
      const { rows } = await (isKept ? executeKept(client, { ...statement, name }) : client.query(statement));
      return rows;
    } finally {
      ending.removeEventListener('abort', cancel);
      await running.end();
    }
  });
}

/** A pooler that takes settings may keep no statements, and a migration may change their columns. */
const notKept = ['26000', '0A000'];

async function executeKept(client: PoolClient, { name, ...statement }: AskedStatement) {
  try {
    return await client.query({ ...statement, name });
  } catch (error) {
    if (!notKept.includes(postgresErrorCode(error) ?? '')) throw error;
    return client.query(statement);
  }
}

function tookTooLong(shown: string): InspectorError {
  return new InspectorError('timeout', `${shown} took too long to answer`, {
    hint: 'try again, or ask for less',
  });
}
