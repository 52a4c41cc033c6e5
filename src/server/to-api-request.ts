import type { Context } from 'hono';
import type { Endpoint } from '../protocol/endpoint.ts';
import { writerKeyHeader } from '../protocol/writer-key.ts';
import { withBody } from './bodies/request-body.ts';
import { validate } from './bodies/validate.ts';
import type { ByteBudget } from './request/byte-budget.ts';
import { clientOf } from './request/client-of.ts';
import { ProblemError } from './request/problem-error.ts';
import type { Env } from './request/request-path.ts';
import type { ApiRequest } from './routes/api-request.ts';

/** Rejects unknown and repeated parameters, because a response that ignored one would be misleading. */
export function queryOf(c: Context<Env>, endpoint: Endpoint): Readonly<Record<string, string>> {
  const query: Record<string, string> = {};
  for (const [name, values] of Object.entries(c.req.queries())) {
    const [value = ''] = values;
    if (values.length > 1)
      throw new ProblemError('bad-request', `${name.slice(0, 50)}: must be given only once`);
    if (!endpoint.query) throw new ProblemError('bad-request', `${name.slice(0, 50)}: is not known`);
    query[name] = value;
  }
  return query;
}

type RequestParts = Pick<ApiRequest, 'context' | 'grant' | 'signal'> & {
  readonly query: Readonly<Record<string, string>>;
  readonly budget: ByteBudget;
  /** Called when the whole body has arrived. */
  readonly onBody: () => void;
};

export function toApiRequest(
  c: Context<Env>,
  { context, grant, signal, query, budget, onBody }: RequestParts,
): ApiRequest {
  const client = clientOf(c, grant);
  return {
    context,
    grant,
    client,
    signal,
    header: name => c.req.header(name),
    params: schema => validate(schema, c.req.param(), 'the path'),
    query: schema => validate(schema, query, 'the query'),
    asWriter: writer => context.writerAccess.require(writer, c.req.header(writerKeyHeader)),
    inLane: (lane, work) => context.lanes[lane](client, signal, work),
    body: (name, use) =>
      withBody(c.req.raw, { budget, client }, async bytes => {
        onBody();
        return use(await context.bodyParser.parse(name, bytes, { client, signal }));
      }),
  };
}
