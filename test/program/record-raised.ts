import { isRecord } from '../../src/model/is-record.ts';
import type { RunError } from '../../src/model/run.ts';
import { openRecorder } from '../../src/recorder/recorder.ts';
import type { RunScope } from '../../src/recorder/run/run-scope.ts';
import { attributes, nanos, tracesLine } from '../engines/otlp/otlp-text.ts';
import type { Raised } from '../model/failure/raised-corpus.ts';

type Fail = (run: RunScope, row: Raised) => void | Promise<void>;

/** As programs do that use the recorder: each error is thrown in a run, whose actor is the error's number. */
export async function recordErrors(location: string, rows: readonly Raised[], fail: Fail): Promise<void> {
  const recorder = await openRecorder({ location });
  for (const [index, row] of rows.entries())
    await recorder
      .run({ workflow: 'corpus', actor: String(index) }, run => fail(run, row))
      .catch(() => undefined);
  await recorder.close();
}

/** In a step of the error's own, in another one, or, with an empty name, in none. */
export async function failInStep(run: RunScope, { error, ...row }: Raised, step = row.step): Promise<void> {
  const fail = () => {
    throw toThrown(error);
  };
  if (step === '') fail();
  await run.step(step, fail);
}

/** What was thrown, from what was recorded of it. */
function toThrown({ value, name = 'Error', message, stack }: RunError): unknown {
  return value === undefined ? Object.assign(new Error(message), { name, stack }) : revive(value);
}

const hidden: ReadonlySet<string> = new Set(['name', 'message', 'stack', 'cause', 'errors']);

function revive(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revive);
  if (!isRecord(value)) return value;
  const error = value.$type === 'Error' ? new Error() : {};
  for (const [key, member] of Object.entries(value)) {
    const enumerable = value.$type !== 'Error' || !hidden.has(key);
    if (key !== '$type') Object.defineProperty(error, key, { value: revive(member), enumerable });
  }
  return error;
}

/** An error as other programs send it. */
export type SentForm = (error: RunError) => object;

/** With the value that was thrown, as programs without the recorder write it. */
export const withValue: SentForm = ({ value, ...error }) => ({ ...error, value: toPlain(value) ?? error });

export const withoutValue: SentForm = ({ value: _, ...error }) => error;

function toPlain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toPlain);
  if (!isRecord(value)) return value;
  const members = Object.entries(value).filter(([key]) => key !== '$type');
  return Object.fromEntries(members.map(([key, member]) => [key, toPlain(member)]));
}

/** A batch of failed runs, as programs send it to a server. */
export function toBatch(rows: readonly Raised[], form: SentForm): object {
  const facts = rows.map(({ step, error }, index) => ({
    type: 'run-created',
    id: `run_${index}`,
    kind: 'workflow',
    name: 'corpus',
    trigger: { type: 'api', label: 'api', raw: 'api' },
    actor: String(index),
    createdAt: new Date(1_700_000_000_000 + index).toISOString(),
    status: 'failed',
    error: { ...form(error), stepName: step },
  }));
  return { writer: 'other-program', sequence: 1, facts };
}

/** Traces of OTLP/JSON in which a span has the exception; the error's number ends the trace's id. */
export function toSpans(rows: readonly Raised[]): string {
  return rows
    .map(({ step, error: { name = '', message = '', stack = '' } }, index) => {
      const trace = String(index).padStart(31, '0').padStart(32, 'a');
      const exception = {
        'exception.type': name,
        'exception.message': message,
        'exception.stacktrace': stack,
      };
      const events = [{ name: 'exception', timeUnixNano: nanos(5), attributes: attributes(exception) }];
      return tracesLine([
        { trace, id: 'root', name: 'corpus', code: 2 },
        { trace, id: 'step', parent: 'root', name: step, code: 2, events },
      ]);
    })
    .join('');
}
