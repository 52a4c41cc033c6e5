import { hostname } from 'node:os';
import type { ServedStore } from '../../contract/served-store.ts';
import { parseServerAddress } from '../../http/server-address.ts';
import { sanitizeLine, sanitizeLines } from '../../model/text/sanitize.ts';
import { type Context, EndedEarly } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { say } from '../print/write.ts';
import { openStoreToServe } from '../store/store-to-serve.ts';
import { watchServed } from '../store/watch-served.ts';
import { readVersion } from '../version.ts';

export type ServeRequest = {
  readonly store?: string;
  readonly host: string;
  readonly port: number;
  readonly startUrl?: URL;
};

/** Serves until the program is told to end, and then ends in order. */
export async function runServe(request: ServeRequest, context: Context): Promise<never> {
  const served = await openStoreToServe(request.store, context, 'made');
  const server = await start(served, request, context);
  sayWhere(server, served, context);
  void watchServed(served, problem => sayTrouble(problem, context), context.signal);
  await aborted(context.signal);
  say('stopping: answers under way may finish', context);
  await server.close();
  throw new EndedEarly('the server was stopped', exitCodes.ok);
}

async function start(served: ServedStore, { host, port, startUrl }: ServeRequest, context: Context) {
  const { serve } = await import('../../server/serve.ts');
  try {
    return await serve({
      served,
      version: readVersion(),
      host,
      port,
      startUrl,
      log: createLog(context),
      reportBug: (error, requestId) => sayBug(error, requestId, context),
    });
  } catch (error) {
    await served.close();
    throw error;
  }
}

type Running = Awaited<ReturnType<typeof start>>;

function sayWhere({ url, needsToken }: Running, { store }: ServedStore, context: Context): void {
  say(`runlens serves ${store.target.location} at ${url}`, context);
  if (needsToken) {
    say('  everybody needs a token: see "runlens serve token list"', context);
    say(`  to look: RUNLENS_TOKEN=… runlens ${addressForOthers(url)}`, context);
  } else {
    say('  only this machine can connect, and needs no token', context);
    say(`  to look: runlens ${url}`, context);
  }
}

/**
 * Every address of the machine is no address to call; without TLS before the server the caller has to allow
 * that.
 */
function addressForOthers(url: string): string {
  const { host, isLoopback } = parseServerAddress(url);
  if (isLoopback) return url;
  const isEvery = host === '0.0.0.0' || host === '[::]';
  return `${isEvery ? url.replace(host, hostname()) : url} --insecure`;
}

function sayTrouble(problem: string | undefined, context: Context): void {
  say(
    sanitizeLine(problem === undefined ? 'the store answers again' : `the store cannot be used: ${problem}`),
    context,
  );
}

const mostWaitingBytes = 1_024 * 1_024;

/** One line of JSON a request. While nobody takes them they are left out and counted, rather than kept. */
function createLog({ stdout }: Context): (line: object) => void {
  let leftOut = 0;
  return line => {
    if (stdout.writableLength > mostWaitingBytes) {
      leftOut += 1;
      return;
    }
    stdout.write(`${JSON.stringify(leftOut > 0 ? { ...line, leftOut } : line)}\n`);
    leftOut = 0;
  };
}

function sayBug(error: unknown, requestId: string | undefined, context: Context): void {
  const text = error instanceof Error ? (error.stack ?? String(error)) : String(error);
  const where = requestId === undefined ? '' : ` in request ${requestId}`;
  say([`runlens: this is a bug in runlens${where}`, ...sanitizeLines(text)].join('\n'), context);
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve(), { once: true }));
}
