import type { ServedStore } from '../../contract/served-store.ts';
import { type AccessWatch, createAccessWatch } from '../access/access-watch.ts';
import { type Access, type Authenticator, createAuthenticator } from '../access/authenticate.ts';
import { createWriterAccess, type WriterAccess } from '../access/writer-access.ts';
import { type BodyParser, createBodyParser } from '../bodies/body-parser.ts';
import {
  type ByteBudget,
  createByteBudget,
  createRequestLanes,
  createStreamPlaces,
  type RequestLanes,
  type StreamPlaces,
} from '../request/request-lanes.ts';
import { createRunRenderer, type RunRenderer } from '../responses/run-renderer.ts';
import { createEventBroadcaster, type EventBroadcaster } from '../streams/event-broadcaster.ts';
import type { HookStarts } from './start-hook.ts';
import { createHealthCheck, type StoreHealth } from './store-health.ts';

export type ServerContext = {
  readonly served: ServedStore;
  readonly version: string;
  /** Absent if the server cannot start runs. */
  readonly startHook?: HookStarts;
  readonly broadcaster: EventBroadcaster;
  readonly authenticator: Authenticator;
  readonly accessWatch: AccessWatch;
  readonly writerAccess: WriterAccess;
  readonly lanes: RequestLanes;
  readonly responseBudget: ByteBudget;
  readonly streamPlaces: StreamPlaces;
  readonly bodyParser: BodyParser;
  readonly renderer: RunRenderer;
  readonly checkHealth: () => Promise<StoreHealth>;
  readonly document: () => Promise<unknown>;
  /** Epoch ms. */
  readonly now: () => number;
};

/** The caller ends its `broadcaster` and closes its `bodyParser` and its `renderer`. */
export type ContextOptions = Pick<ServerContext, 'served' | 'version' | 'startHook'> &
  Partial<Pick<ServerContext, 'broadcaster' | 'bodyParser' | 'renderer' | 'now'>> & {
    readonly access: Access;
    readonly reportBug?: (error: unknown, requestId?: string) => void;
  };

/** The limit for the bytes of large responses that clients have not read yet. */
export const responseBytes = 512 * 1_024 * 1_024;

export function createServerContext({
  served,
  version,
  access,
  startHook,
  reportBug = () => {},
  broadcaster = createEventBroadcaster(served, { reportBug }),
  bodyParser = createBodyParser(),
  renderer = createRunRenderer(),
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
    writerAccess: createWriterAccess(served.writerKeys),
    lanes: createRequestLanes(served.store.target.kind),
    responseBudget: createByteBudget(responseBytes),
    streamPlaces: createStreamPlaces(),
    bodyParser,
    renderer,
    checkHealth: createHealthCheck(served),
    // Cached, because it needs tens of milliseconds and no token.
    document() {
      document ??= import('../document/open-api.ts').then(({ toOpenApi }) => toOpenApi(version));
      return document;
    },
    now,
  };
}
