import type { ServedStore } from '../contract/served-store.ts';
import { type AccessWatch, createAccessWatch } from './access/access-watch.ts';
import { type Access, type Authenticator, createAuthenticator } from './access/authenticate.ts';
import { type BodyParser, createBodyParser } from './bodies/body-parser.ts';
import { createRequestLanes, type RequestLanes } from './request-lanes.ts';
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
  readonly accessWatch: AccessWatch;
  readonly lanes: RequestLanes;
  readonly bodyParser: BodyParser;
  readonly checkHealth: () => Promise<StoreHealth>;
  readonly document: () => Promise<unknown>;
  /** Epoch ms. */
  readonly now: () => number;
};

/** The caller ends its `broadcaster` and closes its `bodyParser`. */
export type ContextOptions = Pick<ServerContext, 'served' | 'version' | 'startHook'> &
  Partial<Pick<ServerContext, 'broadcaster' | 'bodyParser' | 'now'>> & {
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
  bodyParser = createBodyParser(),
  now = Date.now,
}: ContextOptions): ServerContext {
  let document: Promise<unknown> | undefined;
  return {
    served,
    version,
    startHook,
    broadcaster,
    authenticator: createAuthenticator(served.tokens, access),
    accessWatch: createAccessWatch(reportBug),
    lanes: createRequestLanes(served.store.target.kind),
    bodyParser,
    checkHealth: createHealthCheck(served),
    // Cached, because it needs tens of milliseconds and no token.
    document() {
      document ??= import('./document/open-api.ts').then(({ toOpenApi }) => toOpenApi(version));
      return document;
    },
    now,
  };
}
