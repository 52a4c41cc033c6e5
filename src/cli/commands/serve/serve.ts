import { once } from 'node:events';
import { hostname } from 'node:os';
import { sleep } from '../../../async/sleep.ts';
import type { ServedStore } from '../../../contract/served-store.ts';
import { parseServerAddress } from '../../../http/server-address.ts';
import { InspectorError } from '../../../model/errors.ts';
import { type Context, EndedEarly } from '../../context/context.ts';
import { exitCodes } from '../../context/exit-codes.ts';
import { readVersion } from '../../context/version.ts';
import { defineCommand, type Given } from '../../options/define-command.ts';
import { parseAge, parsePort } from '../../options/parse-value.ts';
import { writeBug, writeNotice } from '../../print/write.ts';
import { keepRuns } from './keep-runs.ts';
import { addStoreOption, openStoreToServe } from './store-to-serve.ts';

export const serve = defineCommand({
  description: 'serve a store to other machines over HTTP',
  declare: command =>
    addStoreOption(
      command
        .option(
          '--host <host>',
          'the name or address to listen on; any but loopback requires tokens',
          '127.0.0.1',
        )
        .option('--port <port>', 'the port to listen on; 0 takes any that is free', parsePort, 4777)
        .option(
          '--start-url <url>',
          'the URL that starts runs; gets a POST with {workflow, input, runId, trigger, actor, retryOf}',
          parseUrl,
        )
        .option(
          '--keep <age>',
          'remove runs this long after their end, such as 30d; default: keep all',
          parseAge,
        ),
    ),
  shares: 'nothing',
  examples: {
    'runlens serve': '',
    'runlens serve --store postgres://runlens@db/runlens --host 0.0.0.0': 'for a team',
    'runlens serve --keep 30d': 'and remove runs 30 days after their end',
  },
  run: runServe,
});

function parseUrl(text: string): URL {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return new URL(text);
  // Commander's own error would repeat the address, with any password in it.
  throw new InspectorError('usage', '--start-url takes an http:// or https:// address');
}

type ServeOptions = Given & {
  readonly store?: string;
  readonly host: string;
  readonly port: number;
  readonly startUrl?: URL;
  readonly keep?: number;
};

async function runServe(options: ServeOptions, context: Context): Promise<never> {
  const served = await openStoreToServe(options.store, context, 'create', error =>
    writeUpkeepFailure(error, context),
  );
  const server = await startServer(served, options, context);
  writeAddress(server, served, options, context);
  void watchServed(served, problem => writeProblem(problem, context), context.signal);
  const keeping = options.keep === undefined ? undefined : keepRuns(served, options.keep, options, context);
  if (!context.signal.aborted) await once(context.signal, 'abort');
  writeNotice('stopping: requests in progress may finish', context);
  await keeping;
  await server.close();
  throw new EndedEarly('the server was stopped', exitCodes.ok);
}

async function startServer(served: ServedStore, { host, port, startUrl }: ServeOptions, context: Context) {
  const { serveStore } = await import('../../../server/serve-store.ts');
  try {
    return await serveStore({
      served,
      version: readVersion(),
      host,
      port,
      startUrl,
      log: createLog(context),
      reportBug: (error, requestId) => writeBug(error, context, requestId),
    });
  } catch (error) {
    await served.close();
    throw error;
  }
}

type Server = Awaited<ReturnType<typeof startServer>>;

function writeAddress(
  { url, needsToken }: Server,
  { store }: ServedStore,
  { store: named }: ServeOptions,
  context: Context,
): void {
  writeNotice(`runlens serves ${store.target.location} at ${url}`, context);
  if (needsToken) {
    const ofStore = named === undefined ? '' : ', with the same --store';
    writeNotice(`  every client needs a token: see "runlens serve token list"${ofStore}`, context);
    writeNotice(`  to open it: RUNLENS_TOKEN=… runlens ${addressForOthers(url)}`, context);
  } else {
    writeNotice('  only this machine can connect, and needs no token', context);
    writeNotice(`  to open it: runlens ${url}`, context);
  }
}

/** The address that other machines use. It is plain HTTP, which a client has to allow. */
function addressForOthers(url: string): string {
  return parseServerAddress(url).isLoopback ? url : `${withHostName(url)} --insecure`;
}

/** The name of this machine in place of 0.0.0.0, which other machines cannot connect to. */
export function withHostName(url: string): string {
  const { host } = parseServerAddress(url);
  return host === '0.0.0.0' || host === '[::]' ? url.replace(host, hostname()) : url;
}

function writeProblem(problem: string | undefined, context: Context): void {
  const text = problem === undefined ? 'the store answers again' : `the store cannot be used: ${problem}`;
  writeNotice(text, context);
}

const mostBufferedBytes = 1_024 * 1_024;

/** Writes one line of JSON per request; drops and counts lines while the reader of stdout is too slow. */
function createLog({ stdout }: Context): (line: object) => void {
  let leftOut = 0;
  return line => {
    if (stdout.writableLength > mostBufferedBytes) {
      leftOut += 1;
      return;
    }
    stdout.write(`${JSON.stringify(leftOut > 0 ? { ...line, leftOut } : line)}\n`);
    leftOut = 0;
  };
}

function writeUpkeepFailure(error: unknown, context: Context): void {
  if (!(error instanceof InspectorError)) return writeBug(error, context);
  writeNotice(`lost runs cannot be found at the moment: ${error.message}`, context);
}

const checkEveryMs = 5_000;
const checkTimeoutMs = 5_000;

/** Checks a served store until the signal aborts; reports a problem once, and `undefined` when it is over. */
export async function watchServed(
  served: Pick<ServedStore, 'check'>,
  report: (problem: string | undefined) => void,
  signal: AbortSignal,
  times: { readonly everyMs?: number } = {},
): Promise<void> {
  let reported: string | undefined;
  while (!signal.aborted) {
    const problem = await problemOf(served, signal);
    if (signal.aborted) return;
    if ((problem === undefined) !== (reported === undefined)) report(problem);
    reported = problem;
    await sleep(times.everyMs ?? checkEveryMs, signal, { ref: false });
  }
}

async function problemOf(
  { check }: Pick<ServedStore, 'check'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const timeout = AbortSignal.timeout(checkTimeoutMs);
  try {
    await check(AbortSignal.any([signal, timeout]));
    return undefined;
  } catch (error) {
    if (timeout.aborted) return `it did not answer within ${checkTimeoutMs / 1_000} s`;
    return error instanceof InspectorError ? error.message : String(error);
  }
}
