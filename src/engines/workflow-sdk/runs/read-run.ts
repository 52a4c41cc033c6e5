import { join } from 'node:path';
import { inTurns, mapPieces } from '../../../async/yield-to-event-loop.ts';
import type { RunInclude } from '../../../contract/run-store.ts';
import { isRecord } from '../../../model/is-record.ts';
import { memo } from '../../../model/memo.ts';
import { toJsonText } from '../../../model/payload/payload-text.ts';
import type { Payloads } from '../../../model/query/match/subject.ts';
import { type Log, newestMessages, type RunSummary } from '../../../model/run.ts';
import type { RunDetails } from '../../kit/define-store.ts';
import type { PayloadOptions, Signal } from '../../kit/run-source.ts';
import type { Work } from '../../kit/work-items.ts';
import {
  folders,
  type LargeFiles,
  type LargeOptions,
  readJsonNow,
  readRunMembers,
  readWhole,
} from '../files/data-files.ts';
import { createNameGroups, isFileId, parseFileName, ulidTime } from '../files/name-groups.ts';
import { ifPresent, type Members, type StepRecord, toRunError } from '../files/records.ts';
import type { RunFile } from '../files/run-files.ts';
import { createRecentRuns, type RunParts } from '../files/run-parts.ts';
import {
  bytesOf,
  decodeBytes,
  decodeWorkflowPayload,
  keepBytes,
} from '../payloads/decode-workflow-payload.ts';
import { toItems } from './run-items.ts';
import type { OpenItems, WorkflowRow } from './run-status.ts';
import {
  type createSummarizer,
  findFailedStep,
  modelsOf,
  readModelUses,
  sumModelUses,
} from './run-summary.ts';

type Sources = ReturnType<typeof createSummarizer> & {
  readonly folder: string;
  readonly large: LargeFiles;
  readonly open: OpenItems;
  readonly parts: RunParts;
};

type Options = { readonly include?: RunInclude } & Signal;

export function createRunReader({ folder, large, open, parts, addSteps, toSummary }: Sources) {
  const streamLogs = createStreamLogs(folder);
  /** Events before steps: the engine writes them the other way round, so no step is missing. */
  const readParts = memo(async ({ file: { id } }: WorkflowRow, { include, signal }: Options) => {
    const events = await parts.events(id, signal);
    const payloads = { withPayloads: include !== undefined, isLazy: include?.lazyPayloads };
    return { events, steps: await parts.steps(id, { ...payloads, signal }) };
  });

  async function readMembers({ file }: WorkflowRow, options: LargeOptions) {
    const none: Members = {};
    if (file.problem !== undefined) return { members: none, error: file.problem };
    const members = await readRunMembers(join(folder, folders.runs, file.name), large, options);
    const [input, output, error] = ['input', 'output', 'error'].map(name =>
      decodeWorkflowPayload(members[name]),
    );
    return { members, input, output, error };
  }

  return {
    async payloads(row: WorkflowRow, { withLogs = false, signal }: PayloadOptions): Promise<Payloads> {
      const { members, ...payloads } = await readMembers(row, { signal });
      if (!withLogs) return payloads;
      const steps = await parts.steps(row.file.id, { signal });
      return { ...payloads, logs: newestMessages(await streamLogs.read(row.file, { steps, signal })) };
    },
    async details(row: WorkflowRow, { include, signal }: Options): Promise<RunDetails> {
      const { id, name } = row.file;
      const { steps } = await readParts(row, { include, signal });
      const { members, error, ...payloads } = await readMembers(row, {
        isLazy: include?.lazyPayloads,
        signal,
      });
      const uses = await readModelUses(steps, signal);
      addSteps(row, steps, modelsOf(uses));
      const { input: _input, output: _output, error: _error, ...rest } = members;
      const [waits, hooks] = [await open.sleepsOf(id, signal), open.hooksOf(id)];
      const openWaits = waits.length === 0 ? undefined : waits.map(wait => wait.members);
      const openHooks = hooks.length === 0 ? undefined : hooks.map(hook => withoutPayload(hook.members));
      return {
        ...payloads,
        error: errorOf(row, steps, error),
        usage: sumModelUses(uses),
        raw: {
          ...rest,
          ...ifPresent('openWaits', openWaits),
          ...ifPresent('openHooks', openHooks),
          file: name,
        },
      };
    },
    async work(row: WorkflowRow, options: Options): Promise<Work> {
      const { id } = row.file;
      const { signal, include } = options;
      const { steps, events } = await readParts(row, options);
      const sleeps = await open.sleepsOf(id, signal);
      const run: RunSummary = toSummary(row);
      return {
        items: await toItems({ run, steps, events, sleeps }),
        logs: include ? [] : await streamLogs.read(row.file, { steps, signal }),
        attributes: {
          'workflow.name': row.file.record.workflowName,
          ...ifPresent('error', run.errorSummary?.message),
        },
      };
    },
  };
}

function errorOf({ file }: WorkflowRow, steps: readonly StepRecord[], value: unknown): RunDetails['error'] {
  const { problem, record } = file;
  if (problem !== undefined) return { value: problem, name: 'UnreadableFile', message: problem };
  if (!record.error) return undefined;
  return { ...toRunError(record.error, value), stepId: findFailedStep(steps, record.error)?.id };
}

function withoutPayload({ metadata: _metadata, ...hook }: Members): Members {
  return hook;
}

const maxKeptBytes = 16 * 1024;

/**
 * A chunk is a 0 byte (another one ends the stream), then plain bytes or values, each after its length. The
 * engine's list may lack concurrent streams: their names, or steps' outputs, show them.
 */
function createStreamLogs(dataFolder: string) {
  const folder = join(dataFolder, folders.chunks);
  const chunkNames = createNameGroups(folder);
  const recentOf = createRecentRuns<readonly Log[]>();

  function readChunkOnce(chunk: Chunk, known: Map<string, readonly Log[]>): readonly Log[] {
    const before = known.get(chunk.name);
    if (before) return before;
    const { logs, bytes } = readChunk(join(folder, chunk.name), chunk);
    if (bytes > 0 && bytes <= maxKeptBytes) known.set(chunk.name, logs);
    return logs;
  }

  return {
    /** Oldest first. */
    read: async (
      { id, tag }: RunFile,
      { steps, signal }: { readonly steps: readonly StepRecord[] } & Signal,
    ): Promise<readonly Log[]> => {
      await chunkNames.refresh(signal);
      const ownName = `strm_${id.replace(/^wrun_/, '')}_user`;
      const ofSteps = await inTurns(mapPieces(steps, streamsNamedIn), signal);
      const streams = new Set([
        ...streamsOf(join(dataFolder, folders.streams), id, tag),
        ...ofSteps.flat(),
        ...chunkNames.groupNames().filter(name => name === ownName || name.startsWith(`${ownName}_`)),
      ]);
      const chunks = [...streams].flatMap(stream =>
        chunkNames.namesOf(stream).flatMap(name => toChunk(name, stream) ?? []),
      );
      const known = recentOf(id);
      const inOrder = chunks.sort((a, b) => (a.name < b.name ? -1 : 1));
      const read = await inTurns(
        mapPieces(inOrder, chunk => readChunkOnce(chunk, known)),
        signal,
      );
      return read.flat().sort((a, b) => a.at - b.at);
    },
  };
}

function streamsOf(folder: string, runId: string, tag: string | undefined): readonly string[] {
  const name = tag === undefined ? `${runId}.json` : `${runId}.${tag}.json`;
  const file = readJsonNow(join(folder, name));
  const listed = file.type === 'read' && isRecord(file.value) ? file.value.streams : undefined;
  const streams = Array.isArray(listed) ? listed : [];
  return streams.filter(stream => typeof stream === 'string').filter(isFileId);
}

const streamName = /"(strm_[0-9A-HJKMNP-TV-Z]{26})"/g;

/** Searches the stored form, which costs less than decoding it. */
function streamsNamedIn({ output }: StepRecord): readonly string[] {
  const text = bytesOf(output)?.toString('latin1') ?? '';
  return [...text.matchAll(streamName)].flatMap(([, name]) => name ?? []);
}

type Chunk = { readonly name: string; readonly stream: string; readonly at: number };

function toChunk(name: string, stream: string): Chunk | undefined {
  const at = ulidTime(parseFileName(name)?.id ?? '');
  return at === undefined ? undefined : { name, stream, at };
}

type ReadChunk = { readonly logs: readonly Log[]; readonly bytes: number };

function readChunk(path: string, { stream, at }: Chunk): ReadChunk {
  const bytes = readNow(path);
  if (!bytes) return { logs: [], bytes: 0 };
  const values = bytes.length > 1 && bytes[0] === 0 ? valuesIn(bytes.subarray(1)) : [];
  const logs = values.map(value => ({
    at,
    level: 'info' as const,
    message: typeof value === 'string' ? value : toJsonText(value, { indent: 0 }),
    attributes: { stream },
  }));
  return { logs, bytes: bytes.length };
}

function readNow(path: string): Buffer | undefined {
  try {
    return readWhole(path);
  } catch {
    return undefined;
  }
}

const lengthBytes = 4;

function valuesIn(bytes: Buffer): readonly unknown[] {
  const frames = framesIn(bytes);
  return frames ? frames.map(frameValue) : [plainValue(bytes)];
}

function framesIn(bytes: Buffer): readonly Buffer[] | undefined {
  const frames: Buffer[] = [];
  let at = 0;
  while (at < bytes.length) {
    const start = at + lengthBytes;
    if (start > bytes.length) return undefined;
    const end = start + bytes.readUInt32BE(at);
    if (end > bytes.length || end === start) return undefined;
    frames.push(bytes.subarray(start, end));
    at = end;
  }
  return frames;
}

function frameValue(frame: Buffer): unknown {
  const format = frame.toString('latin1', 0, 4);
  return format === 'devl' || format === 'encr' ? decodeBytes(frame) : plainValue(frame);
}

function plainValue(bytes: Buffer): unknown {
  return textIn(bytes) ?? { $type: 'Uint8Array', ...keepBytes({ base64: bytes.toString('base64') }) };
}

/** In text, the only control characters are line ends, tabs, backspaces and escapes. */
function textIn(bytes: Buffer): string | undefined {
  if (bytes.some(byte => byte < 32 && !(byte >= 8 && byte <= 13) && byte !== 27)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
