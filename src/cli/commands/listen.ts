import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { sleep } from '../../async/sleep.ts';
import type { TokenStore } from '../../contract/served-store.ts';
import { foldersUpwards } from '../../files/folders.ts';
import { isLoopbackHost } from '../../model/loopback.ts';
import { formatExactDuration } from '../../model/query/parse-duration.ts';
import { countOf, formatBytes } from '../../model/text/formats.ts';
import { formatPath } from '../../targets/location.ts';
import { type Context, EndedEarly } from '../context/context.ts';
import { exitCodes } from '../context/exit-codes.ts';
import { defineCommand, type Given } from '../options/define-command.ts';
import { parseAge, parseBytes, parsePort } from '../options/parse-value.ts';
import { writeBug, writeNotice } from '../print/write.ts';
import { withHostName } from './serve/serve.ts';
import { openStoreToServe } from './serve/store-to-serve.ts';

const defaultBounds = { maxBytes: 256 * 1_024 ** 2, keepMs: 7 * 86_400_000 };

export const listen = defineCommand({
  description: 'receive what programs export with OpenTelemetry, and keep it to be inspected',
  declare: command =>
    command
      .option('--port <port>', 'the port to listen on; 0 takes any that is free', parsePort, 4318)
      .option(
        '--host <host>',
        'the name or address to listen on; any but loopback requires tokens of "serve token add"',
        '127.0.0.1',
      )
      .option('--store <folder>', 'the folder to keep it in; default: .runlens/otlp of the project')
      .option('--keep <age>', 'remove what came longer ago, such as 30d; default: 7d', parseAge)
      .option(
        '--max-size <size>',
        'remove the oldest when there is more, such as 2GB; default: 256MB',
        parseBytes,
      ),
  shares: 'nothing',
  examples: {
    'runlens listen': '',
    'runlens listen --keep 30d --max-size 2GB': '',
    'OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318 node app.js': 'what a program needs',
  },
  run: runListen,
});

type Options = Given & {
  readonly port: number;
  readonly host: string;
  readonly store?: string;
  readonly keep?: number;
  readonly maxSize?: number;
};

const checkEveryMs = 500;

async function runListen(options: Options, context: Context): Promise<never> {
  const isHere = isLoopbackHost(options.host);
  const served = isHere ? undefined : await openStoreToServe(undefined, context, 'ask for a token');
  try {
    return await receive(options, served?.tokens, context);
  } finally {
    await served?.close();
  }
}

async function receive(options: Options, tokens: TokenStore | undefined, context: Context): Promise<never> {
  const { signal } = context;
  const folder = folderOf(options, context);
  const { maxSize: maxBytes = defaultBounds.maxBytes, keep: keepMs = defaultBounds.keepMs } = options;
  const counter = createCounter(context);
  const { listenOtlp } = await import('../../server/otlp/listen-otlp.ts');
  const receiver = await listenOtlp({
    folder,
    bounds: { maxBytes, keepMs },
    host: options.host,
    port: options.port,
    tokens,
    onExport: ({ signal, kept }) => counter.add(signal, kept),
    report: counter.noticeOnce,
    reportOutage: counter.notice,
    reportBug: error => writeBug(error, context),
  });
  const shown = formatPath(folder, context.cwd, context.home);
  const bounds = `${formatExactDuration(keepMs)} or ${formatBytes(maxBytes)} at most`;
  writeNotice(`runlens listens at ${receiver.url}, and keeps what comes in ${shown} (${bounds})`, context);
  const address = withHostName(receiver.url);
  writeNotice(`  what a program needs: OTEL_EXPORTER_OTLP_ENDPOINT=${address}`, context);
  if (tokens)
    writeNotice(
      '  every program needs a token, in OTEL_EXPORTER_OTLP_HEADERS: see "runlens serve token list"',
      context,
    );
  writeNotice(`  to see its runs: runlens ${shown}`, context);
  for (let checks = 0; !signal.aborted; checks += 1) {
    if (checks % 120 === 0) receiver.prune();
    counter.draw();
    await sleep(checkEveryMs, signal);
  }
  await receiver.close();
  counter.notice(`stopped: ${counter.words()} came in`);
  throw new EndedEarly('the receiver was stopped', exitCodes.ok);
}

function folderOf({ store }: Options, { cwd }: Context): string {
  if (store !== undefined) return resolve(cwd, store);
  const project = foldersUpwards(cwd).find(folder => existsSync(join(folder, '.runlens'))) ?? cwd;
  return join(project, '.runlens', 'otlp');
}

/** A program may invent as many names as it likes. */
const mostNotices = 200;

function createCounter(context: Pick<Context, 'stderr'>) {
  const { stderr } = context;
  const counts = { traces: 0, logs: 0 };
  const noticed = new Set<string>();
  let drawn = '';
  const words = () => `${countOf(counts.traces, 'span')} and ${countOf(counts.logs, 'log record')}`;
  const notice = (text: string) => {
    if (drawn !== '') stderr.write('\r\u001B[K');
    drawn = '';
    writeNotice(text, context);
  };
  const noticeOnce = (text: string) => {
    if (noticed.has(text) || noticed.size >= mostNotices) return;
    noticed.add(text);
    notice(text);
  };
  return {
    add(signal: 'traces' | 'logs', kept: ReadonlyMap<string, number>): void {
      for (const [service, count] of kept) {
        counts[signal] += count;
        noticeOnce(`receiving from ${service}`);
      }
    },
    words,
    draw(): void {
      const line = `${words()} so far`;
      if (!stderr.isTTY || line === drawn || counts.traces + counts.logs === 0) return;
      stderr.write(`\r\u001B[K${line}`);
      drawn = line;
    },
    notice,
    noticeOnce,
  };
}
