import type * as v from 'valibot';
import type { EndpointName } from '../protocol/endpoints.ts';
import type { Grant } from './access/grant.ts';
import type { JsonReply } from './json-response.ts';
import type { ServerContext } from './server-context.ts';
import type { StreamClient } from './streams/event-broadcaster.ts';

/** `params`, `query` and `body` validate by a schema, and throw a `ProblemError`. */
export type ApiRequest = {
  readonly context: ServerContext;
  readonly grant: Grant;
  /** Aborts when the client disconnects, and when the response takes too long. */
  readonly signal: AbortSignal;
  readonly header: (name: string) => string | undefined;
  readonly params: <Schema extends v.GenericSchema>(schema: Schema) => v.InferOutput<Schema>;
  readonly query: <Schema extends v.GenericSchema>(schema: Schema) => v.InferOutput<Schema>;
  /** Releases the body after `use`; without a body, `use` gets an empty object. */
  readonly body: <Schema extends v.GenericSchema, T>(
    schema: Schema,
    use: (body: v.InferOutput<Schema>) => Promise<T>,
  ) => Promise<T>;
};

export type ApiResponse =
  | ({ readonly type: 'json' } & JsonReply)
  | { readonly type: 'stream'; readonly subscribe: (client: StreamClient) => void };

export type Handler = (request: ApiRequest) => Promise<ApiResponse>;

export type Handlers<Names extends EndpointName> = Readonly<Record<Names, Handler>>;

export function json(status: number, value: unknown): ApiResponse {
  return { type: 'json', status, value };
}

export function tagged(value: unknown): ApiResponse {
  return { type: 'json', status: 200, value, hasTag: true };
}
