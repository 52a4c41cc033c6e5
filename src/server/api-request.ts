import type * as v from 'valibot';
import type { ServedStore } from '../contract/served-store.ts';
import type { EndpointName } from '../protocol/api.ts';
import type { Authenticator } from './access/authenticate.ts';
import type { Grant } from './access/grant.ts';
import type { JsonReply } from './json-response.ts';
import type { StartHook } from './start-hook.ts';
import type { StoreHealth } from './store-health.ts';
import type { EventBroadcaster, StreamClient } from './streams/event-broadcaster.ts';

/** What every endpoint works with. */
export type ServerContext = {
  readonly served: ServedStore;
  readonly version: string;
  readonly startHook?: StartHook;
  readonly hub: EventBroadcaster;
  readonly authenticator: Authenticator;
  readonly checkHealth: () => Promise<StoreHealth>;
  /** The description of the API. */
  readonly document: () => Promise<unknown>;
  /** Epoch ms. */
  readonly now: () => number;
};

/** One request, with what it brings validated by the schema it is asked with. */
export type ApiRequest = {
  readonly serving: ServerContext;
  readonly grant: Grant;
  /** Aborts when the client goes away, and when answering takes too long. */
  readonly signal: AbortSignal;
  readonly header: (name: string) => string | undefined;
  readonly params: <Schema extends v.GenericSchema>(schema: Schema) => v.InferOutput<Schema>;
  readonly query: <Schema extends v.GenericSchema>(schema: Schema) => v.InferOutput<Schema>;
  /** Lends the body; no body counts as an empty object. */
  readonly body: <Schema extends v.GenericSchema, T>(
    schema: Schema,
    use: (body: v.InferOutput<Schema>) => Promise<T>,
  ) => Promise<T>;
};

export type ApiResponse =
  | ({ readonly type: 'json' } & JsonReply)
  | { readonly type: 'stream'; readonly join: (client: StreamClient) => void };

export type Handler = (call: ApiRequest) => Promise<ApiResponse>;

export type Handlers<Names extends EndpointName> = Readonly<Record<Names, Handler>>;

export function json(status: number, value: unknown): ApiResponse {
  return { type: 'json', status, value };
}

/** An answer of what is there now, which the client may keep and ask for again with its tag. */
export function tagged(value: unknown): ApiResponse {
  return { type: 'json', status: 200, value, hasTag: true };
}
