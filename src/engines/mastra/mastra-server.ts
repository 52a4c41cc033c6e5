import * as v from 'valibot';
import { createHttpClient } from '../../http/http-client.ts';
import { cleanDetail, type RefusedResponse } from '../../http/http-refusal.ts';
import { InspectorError } from '../../model/errors.ts';
import { tryParseJson } from '../../model/payload/json-text.ts';
import { type ActAnswer, toUnsent } from '../kit/end-run.ts';
import type { Signal } from '../kit/run-source.ts';
import { serverVariable } from './mastra-engine.ts';
import type { MastraRow } from './run-list.ts';

export type MastraServer = ReturnType<typeof createMastraServer>;

type Refusal = Extract<ActAnswer, { readonly type: 'refused' }>;

const unnamed = `set ${serverVariable}=http://localhost:4111; one of another machine stands behind the file: mastra:./mastra.db#https://example.com`;

/** The routes of @mastra/hono 1.7. Rejects where no server answers. */
export function createMastraServer(url: string | undefined) {
  const client = url === undefined ? undefined : createHttpClient({ url: withPrefix(url), timeouts, kind });

  async function ask(path: readonly string[], query: string, body: object | undefined, { signal }: Signal) {
    if (!client) {
      const options = { hint: unnamed, isUnsent: true };
      throw new InspectorError('usage', "the application's server is not named", options);
    }
    const route = ['/workflows', ...path.map(encodeURIComponent)].join('/');
    const method = body ? 'POST' : 'GET';
    const sent = { method, path: route + query, body: body && JSON.stringify(body) } as const;
    const { status, body: text } = await client
      .send({ ...sent, signal, isAnswer, isRepeatable: false })
      .catch(error => {
        throw body === undefined ? toUnsent(error) : error;
      });
    const read = v.safeParse(answerSchema, tryParseJson(text.toString('utf8')));
    if (!read.success) {
      const options = { hint: kind.wrongServerHint, isUnsent: body === undefined };
      throw new InspectorError('unreadable', `${client.location} does not answer in JSON`, options);
    }
    const { status: state, error, message = `the server answered ${status}` } = read.output;
    return { isDone: status < 300, state, reason: cleanDetail(error ?? message, undefined) };
  }

  const toAnswer = ({ isDone, reason }: Awaited<ReturnType<typeof ask>>): ActAnswer =>
    isDone ? { type: 'sent' } : { type: 'refused', reason };

  /** Refuses if the server does not know the run, or not in the state of its row. */
  async function check({ name, key, state }: MastraRow, options: Signal): Promise<Refusal | undefined> {
    const now = await ask([name, 'runs', key], '?fields=activeStepsPath', undefined, options);
    if (!now.isDone || now.state === undefined) {
      const reason = `the server at ${client?.location} says of it: ${now.reason}`;
      return { type: 'refused', reason, hint: 'is it the server of this file?' };
    }
    if (now.state === state) return undefined;
    return {
      type: 'refused',
      reason: `the server says that it is ${cleanDetail(now.state, undefined)} by now`,
    };
  }

  return {
    check,
    async start(name: string, key: string, inputData: unknown, options: Signal): Promise<ActAnswer> {
      const query = `?runId=${encodeURIComponent(key)}`;
      const made = await ask([name, 'create-run'], query, {}, options);
      return toAnswer(made.isDone ? await ask([name, 'start'], query, { inputData }, options) : made);
    },
    /** Checks the run first: the server answers 200 also to what it cannot do. */
    async act(row: MastraRow, verb: string, body: object, options: Signal): Promise<ActAnswer> {
      const { name, key } = row;
      const wrong = await check(row, options);
      if (wrong) return wrong;
      if (verb === 'cancel') return toAnswer(await ask([name, 'runs', key, verb], '', body, options));
      return toAnswer(await ask([name, verb], `?runId=${encodeURIComponent(key)}`, body, options));
    },
  };
}

function withPrefix(url: string): string {
  return URL.canParse(url) && new URL(url).pathname === '/' ? new URL('/api', url).href : url;
}

const answers: readonly number[] = [400, 404, 409, 500];
const isAnswer = (status: number) => (status >= 200 && status < 300) || answers.includes(status);

const timeouts = { connectMs: 1_000, silentMs: 10_000 };
const word = v.optional(v.string());
const answerSchema = v.object({ status: word, error: word, message: word });

const kind = {
  accept: 'application/json',
  transientStatuses: [],
  toRefusalError({ status, location }: RefusedResponse) {
    const isDenied = status === 401 || status === 403;
    return new InspectorError(isDenied ? 'auth' : 'unreachable', `${location} answered ${status}`, {
      ...(isDenied ? { hint: 'a server that asks for a token cannot be used' } : {}),
    });
  },
  wrongServerHint: 'is this the server of a Mastra application? its routes may have another prefix than /api',
};
