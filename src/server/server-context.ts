import type { ServedStore } from '../contract/served-store.ts';
import { type Access, type Authenticator, createAuthenticator } from './access/authenticate.ts';
import type { StartHook } from './start-hook.ts';
import { createHealthCheck, type StoreHealth } from './store-health.ts';
import { createEventBroadcaster, type EventBroadcaster } from './streams/event-broadcaster.ts';

export type ServerContext = {
  readonly served: ServedStore;
  readonly version: string;
  /** Absent if the server cannot start runs. */
  readonly startHook?: StartHook;
  readonly broadcaster: EventBroadcaster;
  readonly authenticator: Authenticator;
  readonly checkHealth: () => Promise<StoreHealth>;
  readonly document: () => Promise<unknown>;
  /** Epoch ms. */
  readonly now: () => number;
};

/** The caller ends its `broadcaster`. */
export type ContextOptions = Pick<ServerContext, 'served' | 'version' | 'startHook'> &
  Partial<Pick<ServerContext, 'broadcaster' | 'now'>> & {
    readonly access: Access;
    readonly reportBug?: (error: unknown, requestId?: string) => void;
  };

export function createServerContext({
  served,
  version,
  access,
  startHook,
  reportBug = () => {},
  broadcaster = createEventBroadcaster(served, { reportBug }),
  now = Date.now,
}: ContextOptions): ServerContext {
  let document: Promise<unknown> | undefined;
  return {
    served,
    version,
    startHook,
    broadcaster,
    authenticator: createAuthenticator(served.tokens, access),
    checkHealth: createHealthCheck(served),
    // Cached, because it needs tens of milliseconds and no token.
    document() {
      document ??= import('./document/open-api.ts').then(({ toOpenApi }) => toOpenApi(version));
      return document;
    },
    now,
  };
}
