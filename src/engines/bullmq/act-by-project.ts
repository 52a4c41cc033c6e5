import { createRequire } from 'node:module';
import { join } from 'node:path';
import { InspectorError } from '../../model/errors.ts';
import { isRecord } from '../../model/is-record.ts';
import { tryParseJson } from '../../model/payload/json-text.ts';
import { runProgram } from '../../programs/run-program.ts';
import { canceledReason, originOption } from './job-row.ts';

/** What BullMQ does to a job, or with a queue. */
export type Act = { readonly queue: string } & (
  | { readonly act: 'remove'; readonly id: string }
  /** Marks an active job as failed; its worker's function runs on, and its result is dropped. */
  | { readonly act: 'fail'; readonly id: string }
  /** Adds a job with the name, data and options of another. */
  | { readonly act: 'repeat'; readonly id: string; readonly origin: string }
  | {
      readonly act: 'add';
      readonly name: string;
      readonly data: unknown;
      readonly id?: string | undefined;
      readonly origin?: string | undefined;
    }
);

export type ActResult =
  | { readonly type: 'done'; readonly id?: string }
  | { readonly type: 'refused'; readonly reason: string };

export type ActPlace = {
  /** The address of the server or the database, with the password. */
  readonly url: string;
  /** The prefix of the keys, or the schema of the tables. */
  readonly prefix: string;
  /** The path of the project's `bullmq`. */
  readonly bullmq: string;
  readonly projectFolder: string;
  readonly secretVariables: readonly string[];
};

/** The `bullmq` that the project's own programs load. */
export function findBullmq(projectFolder: string): string | undefined {
  try {
    return createRequire(join(projectFolder, 'package.json')).resolve('bullmq');
  } catch {
    return undefined;
  }
}

/** Options that belong to one job alone; `de` is the short form of `deduplication`. */
const ownOptions = [
  ...['jobId', 'repeat', 'repeatJobKey', 'prevMillis', 'timestamp', 'delay', 'parent'],
  ...['deduplication', 'de', 'debounce', 'fpof', 'failParentOnFailure', 'continueParentOnFailure', 'cpof'],
  ...['ignoreDependencyOnFailure', 'idof', 'removeDependencyOnFailure', 'rdof'],
];

/** Reads the job first: a worker may have taken or ended it. */
const script = `
const { bullmq, connection, options, act, queue: name, id, origin, data, reason, own, originOption, ...rest } = JSON.parse(process.env.BULLMQ_ACT);
const { Queue, UnrecoverableError, createPostgresBackend } = require(bullmq);
const backend = connection.connectionString ? [createPostgresBackend] : [];
const queue = new Queue(name, { connection, ...options, skipMetasUpdate: true }, ...backend);
queue.on('error', error => { console.error(error.message); process.exit(1); });
const acts = {
  remove: job => job.remove({ removeChildren: false }),
  fail: job => job.moveToFailed(new UnrecoverableError(reason), '0', false),
  repeat: async job => {
    const options = Object.entries(job.opts).filter(([option]) => !own.includes(option));
    const added = await queue.add(job.name, job.data, { ...Object.fromEntries(options), [originOption]: origin });
    return added.id;
  },
};
(async () => {
  const job = act === 'add' ? undefined : await queue.getJob(id);
  if (act !== 'add' && !job) throw new Error('there is no such job any more');
  const done = act === 'add' ? (await queue.add(rest.name, data, { jobId: id, [originOption]: origin })).id : await acts[act](job);
  console.log(JSON.stringify({ id: act === 'add' || act === 'repeat' ? done : undefined }));
})().then(() => process.exit(0), error => { console.error(error.message); process.exit(1); });
`;

/** Runs the project's own BullMQ in another process, which knows its scripts and their version. */
export async function actByProject(place: ActPlace, act: Act, signal?: AbortSignal): Promise<ActResult> {
  const { bullmq, projectFolder, secretVariables } = place;
  const task = {
    ...act,
    bullmq,
    ...connectionOf(place),
    reason: canceledReason,
    own: ownOptions,
    originOption,
  };
  try {
    const { exitCode, stdout, stderr } = await runProgram({
      name: "the project's bullmq",
      file: process.execPath,
      args: ['--input-type=commonjs', '-e', script],
      cwd: projectFolder,
      env: { ...process.env, BULLMQ_ACT: JSON.stringify(task) },
      secretVariables,
      signal,
    });
    if (exitCode !== 0)
      return { type: 'refused', reason: firstLine(stderr) ?? `bullmq ended with code ${exitCode}` };
    const answer = tryParseJson(stdout.trim().split('\n').at(-1) ?? '');
    return { type: 'done', ...(isRecord(answer) && typeof answer.id === 'string' ? { id: answer.id } : {}) };
  } catch (error) {
    if (!(error instanceof InspectorError)) throw error;
    return { type: 'refused', reason: error.message };
  }
}

function firstLine(text: string): string | undefined {
  return text
    .split('\n')
    .map(line => line.trim())
    .find(line => line !== '');
}

function connectionOf({ url, prefix }: ActPlace) {
  const { protocol, hostname, port, username, password, pathname } = new URL(url);
  if (!protocol.startsWith('redis')) return { connection: { connectionString: url, schema: prefix } };
  return {
    options: { prefix },
    connection: {
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port),
      ...(username === '' ? {} : { username: decodeURIComponent(username) }),
      ...(password === '' ? {} : { password: decodeURIComponent(password) }),
      db: Number(pathname.slice(1) || 0),
      ...(protocol === 'rediss:' ? { tls: {} } : {}),
      maxRetriesPerRequest: 1,
    },
  };
}
