import { join } from 'node:path';
import { inTurns, mapPieces } from '../../../async/yield-to-event-loop.ts';
import { isRecord } from '../../../model/is-record.ts';
import { toJsonText } from '../../../model/payload/payload-text.ts';
import type { Log } from '../../../model/run.ts';
import type { Signal } from '../../kit/run-source.ts';
import { folders, readJsonNow, readWhole } from '../files/data-files.ts';
import { createNameGroups, isFileId, parseFileName, ulidTime } from '../files/name-groups.ts';
import type { StepRecord } from '../files/records.ts';
import type { RunFile } from '../files/run-files.ts';
import { createRecentRuns } from '../files/run-parts.ts';
import { bytesOf, decodeBytes } from '../payloads/decode-workflow-payload.ts';
import { keepBytes } from '../payloads/flat-values.ts';

const maxKeptBytes = 16 * 1024;

/**
 * A chunk is a 0 byte (another one ends the stream), then plain bytes or values, each after its length. The
 * engine's list may lack concurrent streams: their names, or steps' outputs, show them.
 */
export function createStreamLogs(dataFolder: string) {
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
    /** What steps wrote to the run's streams, oldest first. */
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

/** Searches the stored form, without decoding it. */
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

/** Unreadable chunks are left out, as steps and events are. */
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

/** `undefined` unless the bytes are a sequence of frames. */
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

/** Text has no control characters but line ends, tabs, backspaces and escape sequences. */
function textIn(bytes: Buffer): string | undefined {
  if (bytes.some(byte => byte < 32 && !(byte >= 8 && byte <= 13) && byte !== 27)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
