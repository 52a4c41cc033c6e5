import type { IncomingMessage } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { errorCode, InspectorError, thrownMessage } from '../../model/errors.ts';
import { isLoopbackHost } from '../../model/loopback.ts';
import { problems } from '../../protocol/problem.ts';
import { createAuthenticator, requireScope } from '../access/authenticate.ts';
import type { KnownTokens } from '../access/tokens.ts';
import { withBody } from '../bodies/request-body.ts';
import { addressOf, listen, urlOf } from '../listen.ts';
import { asProblem, ProblemError } from '../request/problem-error.ts';
import { createByteBudget } from '../request/request-lanes.ts';
import { createListener, defaultStopMs, needsTokens, type RequestTimeouts, stop } from '../serve-store.ts';
import { type Bounds, openLineFiles } from './line-files.ts';
import {
  type Answer,
  type Encoding,
  type Export,
  readExport,
  type Signal,
  toResponse,
} from './read-export.ts';

export type ListenOptions = {
  readonly folder: string;
  readonly bounds: Bounds;
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Needed where others than this machine can connect. */
  readonly tokens?: KnownTokens;
  readonly onExport?: (received: Export & { readonly signal: Signal }) => void;
  /** Called with what its operator should know of programs, at each request that it is true of. */
  readonly report?: (text: string) => void;
  /** Called when nothing can be kept, such as on a full disk, and when it is kept again. */
  readonly reportOutage?: (text: string) => void;
  readonly reportBug?: (error: unknown) => void;
  readonly timeouts?: RequestTimeouts;
};

/** The limit for the bytes of all request bodies in memory. */
const heldBytes = 128 * 1_024 * 1_024;

const noTokens: KnownTokens = { find: async () => undefined, list: async () => [] };

/** Receives OTLP over HTTP. Rejects with an `InspectorError`. */
export async function listenOtlp(options: ListenOptions) {
  const { folder, bounds, host, port } = options;
  const { report = () => {}, reportOutage = () => {}, reportBug = () => {} } = options;
  const address = await addressOf(host);
  const access = isLoopbackHost(address) ? 'loopback' : 'tokens';
  const tokens = (access === 'tokens' && options.tokens) || noTokens;
  if (access === 'tokens' && (await tokens.list()).length === 0) throw needsTokens(host, 'record');
  const authenticator = createAuthenticator(tokens, access);
  const budget = createByteBudget(heldBytes);
  const files = await openLineFiles(folder, bounds).catch(cause => {
    throw new InspectorError('unreadable', `nothing can be kept in ${folder}: ${thrownMessage(cause)}`, {
      hint: 'name a folder that can be written with --store',
      cause,
    });
  });
  let failure: string | undefined;

  /** Rejects with a `ProblemError` where the line cannot be kept; exporters then send it again. */
  async function keep(line: string): Promise<void> {
    try {
      await files.append(line);
    } catch (error) {
      const reason = errorCode(error) === 'ENOSPC' ? 'the disk is full' : String(errorCode(error) ?? error);
      if (failure !== reason) reportOutage(`nothing can be kept at the moment: ${reason}`);
      failure = reason;
      throw new ProblemError('unavailable', reason, { headers: { 'retry-after': '5' } });
    }
    if (failure !== undefined) reportOutage('what comes is kept again');
    failure = undefined;
  }

  async function receive(request: Request, encoding: Encoding | undefined, client: string): Promise<Answer> {
    const path = new URL(request.url).pathname.replace(/^\/+/, '/');
    const signal = signals[path];
    if (signal === undefined) throw wrongPath(path);
    if (request.method !== 'POST')
      throw new ProblemError('wrong-method', `${path} supports POST`, { headers: { allow: 'POST' } });
    requireScope(await authenticator.authenticate(request.headers), 'record');
    if (!encoding) throw wrongType();
    return withBody(request, { budget, client, requireType: () => {} }, async bytes => {
      if (signal === 'metrics') {
        report('metrics come too, and are dropped: runs are made of spans');
        return {};
      }
      const received = readExport(signal, encoding, bytes);
      if (received.line !== undefined) await keep(received.line);
      options.onExport?.({ ...received, signal });
      return { signal, rejected: received.rejected };
    });
  }

  async function respond(request: Request, { incoming }: { readonly incoming: IncomingMessage }) {
    const encoding = encodingOf(request.headers.get('content-type'));
    try {
      const answer = await receive(request, encoding, incoming.socket.remoteAddress ?? '');
      return toResponse(encoding, { status: 200, answer });
    } catch (error) {
      if (!asProblem(error) && !request.signal.aborted) reportBug(error);
      const problem = asProblem(error) ?? new ProblemError('internal', 'this is a bug of the receiver');
      const { status } = problems[problem.problem];
      if (status < 500) report(`a program was refused (${status}): ${problem.message}${hintOf(problem)}`);
      return toResponse(encoding, { status, message: problem.message, headers: problem.headers });
    }
  }

  const server = createListener(
    getRequestListener((request, env) => respond(request, env as { incoming: IncomingMessage })),
    options.timeouts,
  );
  server.on('clientError', (error: Error & { readonly rawPacket?: Buffer }) => {
    if (error.rawPacket?.toString('latin1', 0, 14) === 'PRI * HTTP/2.0') report(grpcHint);
  });
  try {
    await listen(server, address, port);
  } catch (error) {
    await files.close();
    throw error;
  }
  let closing: Promise<void> | undefined;
  return {
    url: urlOf(server, host),
    prune: files.prune,
    close: () => (closing ??= stop(server, () => {}, defaultStopMs).then(files.close)),
  };
}

const signals: Readonly<Record<string, Signal | 'metrics'>> = {
  '/v1/traces': 'traces',
  '/v1/logs': 'logs',
  '/v1/metrics': 'metrics',
};

const grpcHint =
  'a program sends gRPC, which is not spoken here: set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf';

function encodingOf(type: string | null): Encoding | undefined {
  const [media = ''] = (type ?? '').toLowerCase().split(';');
  if (media.trim() === 'application/json') return 'json';
  return media.trim() === 'application/x-protobuf' ? 'protobuf' : undefined;
}

function wrongPath(path: string): ProblemError {
  return new ProblemError('no-such-path', `there is nothing at ${path.slice(0, 100)}`, {
    hint: 'OTEL_EXPORTER_OTLP_ENDPOINT takes the address without a path, and adds /v1/traces and /v1/logs',
  });
}

function wrongType(): ProblemError {
  return new ProblemError('wrong-media-type', 'the body must be OTLP in Protocol Buffers or JSON', {
    hint: 'send "content-type: application/x-protobuf" or "application/json"',
  });
}

function hintOf({ hint }: ProblemError): string {
  return hint === undefined ? '' : `; ${hint}`;
}
