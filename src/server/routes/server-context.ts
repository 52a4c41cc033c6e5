import type { ServedStore } from '../../contract/served-store.ts';
import { createAccessWatch } from '../access/access-watch.ts';
import { type Access, createAuthenticator } from '../access/authenticate.ts';
import { createWriterAccess } from '../access/writer-access.ts';
import { type BodyParser, createBodyParser } from '../bodies/body-parser.ts';
import { createByteBudget, createRequestLanes, createStreamPlaces } from '../request/request-lanes.ts';
import { createRunRenderer, type RunRenderer } from '../responses/run-renderer.ts';
import { createEventBroadcaster, type EventBroadcaster } from '../streams/event-broadcaster.ts';
import type { HookStarts } from './start-hook.ts';
import { createHealthCheck } from './store-health.ts';

export type ServerContext = ReturnType<typeof createServerContext>;

/** The caller ends its `broadcaster` and closes its `bodyParser` and its `renderer`. */
export type ContextOptions = {
  readonly served: ServedStore;
  readonly version: string;
  readonly access: Access;
  readonly startHook?: HookStarts;
  readonly broadcaster?: EventBroadcaster;
  readonly bodyParser?: BodyParser;
  readonly renderer?: RunRenderer;
  readonly now?: () => number;
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
}: ContextOptions) {
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
