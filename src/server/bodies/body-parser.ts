import { createFairQueue } from '../../async/fair-queue.ts';
import { createThread, threadFile } from '../../async/thread.ts';
import { ProblemError } from '../request/problem-error.ts';
import { tooManyRequests } from '../request/request-lanes.ts';
import { type BodyName, type BodyOf, type ParseAnswers, type ParseRequest, parseBody } from './parse-body.ts';

/** Parses and validates bodies, large ones in a thread. Rejects with a `ProblemError`. */
export type BodyParser = {
  readonly parse: <Name extends BodyName>(
    name: Name,
    bytes: Uint8Array,
    from: { readonly client: string; readonly signal: AbortSignal },
  ) => Promise<BodyOf<Name>>;
  readonly close: () => Promise<void>;
};

/** Smaller bodies are parsed within a few milliseconds. */
const smallBytes = 128 * 1_024;

export function createBodyParser(): BodyParser {
  const thread = createThread<ParseRequest, ParseAnswers>(
    threadFile(import.meta.url, './body-worker.ts', './server-body-worker.js'),
    'the body of the request',
  );
  // The parsed values take several times the memory of their text.
  const inTurn = createFairQueue(
    { running: 1, runningPerKey: 1, waitingPerKey: 1_000, stopMs: 0 },
    tooManyRequests,
  );
  return {
    async parse(name, bytes, { client, signal }) {
      if (bytes.length <= smallBytes) return parseBody(name, bytes);
      const request = { type: name, bytes } as Extract<ParseRequest, { type: typeof name }>;
      const parsed = await inTurn(client, signal, () => thread.ask(request));
      if ('body' in parsed) return parsed.body;
      throw new ProblemError(parsed.problem, parsed.detail, { hint: parsed.hint });
    },
    close: () => thread.close(),
  };
}
