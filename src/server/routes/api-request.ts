import type * as v from 'valibot';
import type { EndpointName } from '../../protocol/endpoints.ts';
import type { BodyName, BodyOf } from '../bodies/parse-body.ts';
import type { Grant } from '../request/grant.ts';
import type { LaneName } from '../request/request-lanes.ts';
import type { JsonReply, RenderedJson } from '../responses/json-response.ts';
import type { EventStream } from '../streams/event-stream.ts';
import type { ServerContext } from './server-context.ts';

/** `params`, `query` and `body` validate by a schema, and throw a `ProblemError`. */
export type ApiRequest = {
  readonly context: ServerContext;
  readonly grant: Grant;
  readonly client: string;
  /** Aborts when the client disconnects, and when the response takes too long. */
  readonly signal: AbortSignal;
  readonly header: (name: string) => string | undefined;
  readonly params: <Schema extends v.GenericSchema>(schema: Schema) => v.InferOutput<Schema>;
  readonly query: <Schema extends v.GenericSchema>(schema: Schema) => v.InferOutput<Schema>;
  /** Rejects unless the request has the key of this writer: see `createWriterAccess`. */
  readonly asWriter: (writer: string) => Promise<void>;
  readonly inLane: <T>(lane: LaneName, work: () => Promise<T>) => Promise<T>;
  /** Releases the body after `use`; without a body, `use` gets an empty object. */
  readonly body: <Name extends BodyName, T>(
    name: Name,
    use: (body: BodyOf<Name>) => Promise<T>,
  ) => Promise<T>;
};

export type ApiResponse =
  | ({ readonly type: 'json' /** Only for the log. */; readonly error?: string } & JsonReply)
  | { readonly type: 'stream'; readonly subscribe: (stream: EventStream) => void };

export type Handler = (request: ApiRequest) => Promise<ApiResponse>;

export type Handlers<Names extends EndpointName> = Readonly<Record<Names, Handler>>;

export function json(status: number, value: unknown, error?: string): ApiResponse {
  return { type: 'json', status, value, error };
}

export function rendered(json: RenderedJson): ApiResponse {
  return { type: 'json', status: 200, rendered: json, hasTag: true };
}

export function tagged(value: unknown): ApiResponse {
  return { type: 'json', status: 200, value, hasTag: true };
}
