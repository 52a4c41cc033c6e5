import { parentPort, workerData } from 'node:worker_threads';
import { InspectorError, thrownMessage } from '../model/errors.ts';
import { type FromThread, largeBuffersIn, type ToThread } from './thread.ts';

export type ReportDone = (done: number, total: number) => void;

type Answerers = Readonly<
  Record<string, (request: never, signal: AbortSignal, report: ReportDone) => unknown>
>;

type RequestOf<Answerer> = Answerer extends (request: infer Request, ...others: never[]) => unknown
  ? unknown extends Request
    ? object
    : Request
  : never;

export type RequestsOf<All extends Answerers> = {
  [Type in keyof All & string]: { readonly type: Type } & RequestOf<All[Type]>;
}[keyof All & string];
export type AnswersOf<All extends Answerers> = {
  readonly [Type in keyof All & string]: Awaited<ReturnType<All[Type]>>;
};

export function answerBy<All extends Answerers>(all: All) {
  return (request: RequestsOf<All>, signal: AbortSignal, report: ReportDone): unknown =>
    Reflect.apply(all[request.type] ?? refuseUnknown, undefined, [request, signal, report]);
}

function refuseUnknown({ type }: { readonly type: string }): never {
  throw new Error(`no thread answers ${type}`);
}

/** Answers `createThread`. `toStoreError` makes an `InspectorError` of all errors but bugs. */
export function serveThread<Request>(
  answerAt: (path: string) => (request: Request, signal: AbortSignal, report: ReportDone) => unknown,
  toStoreError: (error: unknown, path: string) => unknown,
): void {
  const path = String(workerData);
  const answer = answerAt(path);
  const running = new Map<number, AbortController>();

  async function run({ id, request }: Extract<ToThread<Request>, { type: 'ask' }>): Promise<FromThread> {
    const abort = new AbortController();
    running.set(id, abort);
    const report = (done: number, total: number) => post({ id, progress: { done, total } });
    try {
      return { id, value: await answer(request, abort.signal, report) };
    } catch (error) {
      return { id, error: toPlainError(toStoreError(error, path)) };
    } finally {
      running.delete(id);
    }
  }

  parentPort?.on('message', (message: ToThread<Request>) => {
    if (message.type === 'abort') running.get(message.id)?.abort();
    else void run(message).then(post);
  });
}

function post(answer: FromThread): void {
  try {
    parentPort?.postMessage(answer, largeBuffersIn(answer.value));
  } catch (cause) {
    // Structured clone recurses, so the stack limits the depth.
    const isDeep = cause instanceof RangeError;
    const error = isDeep
      ? new InspectorError('unreadable', 'the data is nested too deeply to read', { cause })
      : cause;
    parentPort?.postMessage({ id: answer.id, error: toPlainError(error) } satisfies FromThread);
  }
}

/** Structured clone would lose an error's own fields. */
function toPlainError(error: unknown): NonNullable<FromThread['error']> {
  if (error instanceof InspectorError) {
    const { kind, message, hint, isUnsent } = error;
    return { kind, message, hint, isUnsent };
  }
  return { message: thrownMessage(error), stack: error instanceof Error ? error.stack : undefined };
}
